namespace Lgm.Tests.Api;

/// <summary>
/// One line of a listing taken apart: what a caller's source can depend on. Left out on purpose, as the documented
/// tolerances: attributes, base-type lists, nullability marks of reference types, and how a default value is spelled.
/// </summary>
internal sealed record ApiSignature(
    string Line,
    string Modifiers,
    string Path,
    IReadOnlyList<ApiParameter>? Parameters,
    string Accessors,
    string? Value,
    string? Result,
    string Constraints)
{
    /// <summary>True for the line of a type itself, which the lines of its members follow.</summary>
    public bool IsType => Modifiers.Split(' ').Any(ApiParser.TypeKeywords.Contains);

    /// <summary>
    /// Does <paramref name="real"/> accept every call that this one accepts? A subset may offer fewer accessors and,
    /// where <paramref name="mayOmitOptional"/> says so, leave optional parameters out; nothing else may differ.
    /// </summary>
    public bool IsCoveredBy(ApiSignature real, bool mayOmitOptional) =>
        Modifiers == real.Modifiers
        && Path == real.Path
        && Result == real.Result
        && Value == real.Value
        && Constraints == real.Constraints
        && Accessors.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(a => real.Accessors.Split(' ').Contains(a))
        && ParametersAreCovered(real.Parameters, mayOmitOptional);

    private bool ParametersAreCovered(IReadOnlyList<ApiParameter>? real, bool mayOmitOptional)
    {
        if (Parameters is null || real is null) return Parameters is null && real is null;
        if (!mayOmitOptional) return Parameters.SequenceEqual(real);

        // In order, each of ours is the next of theirs that we did not leave out.
        var next = 0;
        foreach (var theirs in real)
        {
            if (next < Parameters.Count && Parameters[next] == theirs) next++;
            else if (!theirs.IsOptional) return false;
        }
        return next == Parameters.Count;
    }
}
