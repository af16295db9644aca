using FsCheck;
using FsCheck.Fluent;

namespace Lgm.Tests.Losses;

public sealed class ScheduleTests
{
    private static readonly Arbitrary<Schedule> s_schedules =
        (from to in Number from ramp in Number from start in Number from steps in Gen.Elements(0, 1, 2, 7) select new Schedule(to, Math.Abs(ramp), start, steps)).ToArbitrary();

    private static Gen<double> Ordinary => ArbMap.Default.GeneratorFor<NormalFloat>().Select(n => n.Item).Where(n => Math.Abs(n) < 1e6);

    private static Gen<double> Number => Gen.OneOf(Ordinary, Gen.Elements(0, 0.1, 1, 5, 1e-300, 1e300, -0.3));

    [Fact]
    public void ParseReadsWhatToStringWrites() => Prop
        .ForAll(s_schedules, s =>
        {
            var read = Schedule.Parse(s.ToString());
            // Without a ramp there is neither a start nor a step to remember.
            return read == (s.RampEpochs == 0 ? new Schedule(s.To) : s);
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void JsonKeepsIt() => Prop
        .ForAll(s_schedules, s => JsonSerializer.Deserialize<Schedule>(JsonSerializer.Serialize(s)) == Schedule.Parse(s.ToString()))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void ItStaysBetweenItsEndsAndIsReachedAtTheEndOfTheRamp() => Prop
        .ForAll(s_schedules, Ordinary.ToArbitrary(), (s, t) =>
        {
            var value = s.At(t);
            var slack = 1e-9 * (Math.Abs(s.From) + Math.Abs(s.To));
            return s.At(s.RampEpochs) == s.To && value >= Math.Min(s.From, s.To) - slack && value <= Math.Max(s.From, s.To) + slack;
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1", 0, 1)]
    [InlineData("1@5", 0, 0)]
    [InlineData("1@5", 2.5, 0.5)]
    [InlineData("1@5", 7, 1)]
    [InlineData(".1:.3@30", 0, 0.1)]
    [InlineData(".1:.3@30", 15, 0.2)]
    [InlineData("1@5", -1, 0)]
    public void ARampIsLinear(string text, double epoch, double value) => Assert.Equal(value, Schedule.Parse(text).At(epoch), 1e-12);

    [Theory]
    [InlineData("0.1:0.3@20/2", 0, 0.1)]
    [InlineData("0.1:0.3@20/2", 9.99, 0.1)]
    [InlineData("0.1:0.3@20/2", 10, 0.2)]
    [InlineData("0.1:0.3@20/2", 19.99, 0.2)]
    [InlineData("0.1:0.3@20/2", 20, 0.3)]
    [InlineData("1@5/1", 4.99, 0)]
    [InlineData("1@5/1", 5, 1)]
    public void AStairHoldsItsValues(string text, double epoch, double value) => Assert.Equal(value, Schedule.Parse(text).At(epoch), 1e-12);

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("1@")]
    [InlineData("@5")]
    [InlineData("1@-5")]
    [InlineData("1@5@6")]
    [InlineData("0.1:1")]
    [InlineData("1:2:3@4")]
    [InlineData("NaN")]
    [InlineData("1@Infinity")]
    [InlineData("1,5")]
    [InlineData("1/2")]
    [InlineData("1@5/")]
    [InlineData("1@5/0")]
    [InlineData("1@5/-1")]
    [InlineData("1@5/1.5")]
    [InlineData("1@5/2/3")]
    [InlineData("1@5/99999999999")]
    public void OtherTextIsRefused(string text)
    {
        var message = Assert.Throws<WorkbookException>(() => Schedule.Parse(text)).Message;
        Assert.Contains($"\"{text}\"", message);
        Assert.Contains("1@5", message);
    }

    [Fact]
    public void ANumberInJsonIsAConstant() => Assert.Equal(new Schedule(0.3), JsonSerializer.Deserialize<Schedule>("0.3"));
}
