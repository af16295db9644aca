using Xunit;

namespace Lgm.Tests.Api;

/// <summary>The comparer itself: made-up members are reported, and only the documented tolerances are tolerated.</summary>
public sealed class ApiListingTests
{
    private const string Sample = "Lgm.Tests.Api.Sample";

    private static readonly string[] s_real =
    [
        $"class {Sample}.Net<T> : IDisposable, {Sample}.IThing where T : class",
        $"{Sample}.Net<T>.Net(string name, double eps = 1E-05)",
        $"{Sample}.Net<T>.Dispose() -> void",
        $"virtual {Sample}.Net<T>.forward(T? input, {Sample}.Mode mode = {Sample}.Mode.Sum) -> T",
        $"static {Sample}.Net<T>.sizes(params long[] size) -> (long rows, (T, int) inner)",
        $"static {Sample}.Net<T>.@try(long? dim = null, bool keepdim = false, float p = 1f) -> Dictionary<string, long[]>?",
        $"static {Sample}.Net<T>.implicit operator(long value) -> {Sample}.Net<T>",
        $"static {Sample}.Net<T>.operator <({Sample}.Net<T> left, {Sample}.Net<T> right) -> bool",
        $"static {Sample}.Net<T>.operator >({Sample}.Net<T> left, {Sample}.Net<T> right) -> bool",
        $"{Sample}.Net<T>.this[long i, Range? range] {{ get; set; }} -> T?",
        $"protected {Sample}.Net<T>.count -> int",
        $"{Sample}.Net<T>.all<A, B>(Func<A, Tuple<B, T>> f, out B b) -> A where A : struct where B : {Sample}.IThing, new()",
        $"enum {Sample}.Mode : sbyte",
        $"{Sample}.Mode.None = 0",
        $"{Sample}.Mode.Sum = 2",
    ];

    [Fact]
    public void MembersOfTheListAreFound()
    {
        var check = Check(s_real);
        Assert.Empty(check.Missing);
        Assert.Empty(check.Unused);
    }

    [Fact]
    public void AMadeUpTypeAndItsMadeUpMemberAreReported()
    {
        var check = new ApiCheck(ApiMember.OfType(typeof(Sample.MadeUp)), ApiListing.Of(s_real), mayOmitOptional: false);
        Assert.Contains($"sealed class {Sample}.MadeUp", check.Missing);
        Assert.Contains($"{Sample}.MadeUp.MadeUp()", check.Missing);
        Assert.Contains($"{Sample}.MadeUp.invented(int x) -> void", check.Missing);
    }

    /// <summary>Each change of one line is a difference that a caller's source could meet.</summary>
    [Theory]
    [InlineData("class Lgm.Tests.Api.Sample.Net", "sealed class Lgm.Tests.Api.Sample.Net")]
    [InlineData("virtual ", "")]
    [InlineData("string name, double", "string title, double")]
    [InlineData("eps = 1E-05", "eps = 1E-06")]
    [InlineData("double eps = 1E-05", "double eps")]
    [InlineData("double eps = 1E-05", "float eps = 1E-05f")]
    [InlineData("Mode.Sum)", "Mode.None)")]
    [InlineData("params long[]", "long[]")]
    [InlineData("(long rows, ", "(long columns, ")]
    [InlineData("long? dim", "long dim")]
    [InlineData("bool keepdim = false, ", "")]
    [InlineData("implicit operator", "explicit operator")]
    [InlineData("{ get; set; } -> T", "{ get; } -> T")]
    [InlineData("Range? range", "Range range")]
    [InlineData("protected Lgm", "Lgm")]
    [InlineData("out B b", "ref B b")]
    [InlineData("where A : struct", "where A : class")]
    [InlineData("Mode.Sum = 2", "Mode.Sum = 1")]
    public void EveryOtherDifferenceIsReported(string ours, string theirs)
    {
        var changed = s_real.Select(l => l.Replace(ours, theirs)).ToArray();
        Assert.NotEqual(s_real, changed);
        Assert.Single(Check(changed).Missing);
    }

    /// <summary>What does not matter to a caller: nullability marks, base types, attributes, how a default is spelled.</summary>
    [Theory]
    [InlineData(" : IDisposable, Lgm.Tests.Api.Sample.IThing", "")]
    [InlineData("T? input", "T input")]
    [InlineData("long[]>?", "long[]>")]
    [InlineData("1E-05", "0.00001")]
    [InlineData("long? dim = null", "long? dim = default")]
    [InlineData("protected Lgm", "[Obsolete] protected Lgm")]
    public void TheToleratedDifferencesAreNot(string ours, string theirs) =>
        Assert.Empty(Check([.. s_real.Select(l => l.Replace(ours, theirs))]).Missing);

    [Theory]
    [InlineData("float p = 1f)", "float p = 1f, string? unit = null)", true)]
    [InlineData("long? dim = null, ", "string? unit = null, long? dim = null, ", true)]
    [InlineData("float p = 1f)", "float p = 1f, string unit)", false)]
    [InlineData("long? dim = null, bool keepdim = false", "bool keepdim = false, long? dim = null", false)]
    public void OptionalParametersMayBeLeftOutWhereThatIsAllowed(string ours, string theirs, bool fits)
    {
        string[] longer = [.. s_real.Select(l => l.Replace(ours, theirs))];
        Assert.Single(Check(longer, mayOmitOptional: false).Missing);
        Assert.Equal(fits ? 0 : 1, Check(longer, mayOmitOptional: true).Missing.Count);
    }

    private static ApiCheck Check(string[] real, bool mayOmitOptional = false) =>
        new(new[] { typeof(Sample.Net<>), typeof(Sample.Mode) }.SelectMany(ApiMember.OfType), ApiListing.Of(real), mayOmitOptional);
}

/// <summary>What the listing above describes, and a type that it does not.</summary>
public static class Sample
{
    public interface IThing;

    public enum Mode : sbyte { None = 0, Sum = 2 }

    public class Net<T>(string name, double eps = 1e-5) : IDisposable, IThing where T : class
    {
        protected int count = name.Length + (int)eps;

        public virtual T forward(T? input, Mode mode = Mode.Sum) => input!;
        public static (long rows, (T, int) inner) sizes(params long[] size) => default;
        public static Dictionary<string, long[]>? @try(long? dim = null, bool keepdim = false, float p = 1f) => null;
        public static implicit operator Net<T>(long value) => new($"{value}");
        public static bool operator <(Net<T> left, Net<T> right) => left.count < right.count;
        public static bool operator >(Net<T> left, Net<T> right) => left.count > right.count;
        public T? this[long i, Range? range] { get => null; set => count = (int)i; }
        public A all<A, B>(Func<A, Tuple<B, T>> f, out B b) where A : struct where B : IThing, new() { b = new B(); return default; }
        public void Dispose() => GC.SuppressFinalize(this);
        public override string ToString() => "left off";
    }

    public sealed class MadeUp
    {
        public void invented(int x) => _ = x;
    }
}
