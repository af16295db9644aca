namespace Lgm.Tests.Api;

/// <summary>One parameter of a listed signature. <see cref="Default"/> is null when the caller must pass it.</summary>
internal sealed record ApiParameter(string Modifiers, string Type, string Name, string? Default)
{
    public bool IsOptional => Default is not null || Modifiers == "params";
}
