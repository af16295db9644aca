using System.Text.RegularExpressions;

namespace Lgm.Losses;

/// <summary>
/// A weight that changes while training goes on: value(t) = <see cref="From"/> + (<see cref="To"/> - From) r, r = min(t / <see cref="RampEpochs"/>, 1),
/// t in epochs; constant where there is no ramp. With <see cref="Steps"/> the ramp is a stair, r = floor(Steps r) / Steps:
/// <c>.1:.3@20/2</c> is .1, from epoch 10 on .2, from 20 on .3. Most of the authors' programs ramp the margin up, two the likelihood weight too.
/// </summary>
/// <param name="To">The value at the end of the ramp and after it.</param>
/// <param name="RampEpochs">Length of the ramp in epochs, 0 or more; 0 is no ramp. The authors' MNIST recipe: 5.</param>
/// <param name="From">The value at the start. Default: 0.</param>
/// <param name="Steps">In how many equal steps it goes there; 0 is a straight line. The authors' Caffe example: 2.</param>
[JsonConverter(typeof(ScheduleJson))]
public readonly partial record struct Schedule(double To, double RampEpochs = 0, double From = 0, int Steps = 0)
{
    /// <summary>The value <paramref name="epoch"/> epochs after the start of training.</summary>
    public double At(double epoch)
    {
        var t = Math.Max(epoch, 0);
        if (t >= RampEpochs) return To;
        return Steps == 0 ? From + (To - From) * t / RampEpochs : From + (To - From) * Math.Floor(t / RampEpochs * Steps) / Steps;
    }

    /// <summary>The same value at every time.</summary>
    public static implicit operator Schedule(double value) => new(value);

    /// <summary><c>1</c>, <c>1@5</c> (from 0 to 1 over 5 epochs), <c>.1:1@5</c> (from .1) or <c>.1:.3@20/2</c> (in two steps).</summary>
    public override string ToString() =>
        RampEpochs == 0 ? Text(To) : (From == 0 ? "" : $"{Text(From)}:") + $"{Text(To)}@{Text(RampEpochs)}" + (Steps == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{Steps}"));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    internal static Schedule Parse(string text)
    {
        var parts = Form().Match(text).Groups;
        double Number(string part, double absent = 0) =>
            !parts[part].Success ? absent : double.TryParse(parts[part].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN;
        var (to, ramp, from, steps) = (Number("to", double.NaN), Number("ramp"), Number("from"), Number("steps"));
        if (!double.IsFinite(to + ramp + from) || ramp < 0 || !(steps < int.MaxValue))
            throw new WorkbookException($"\"{text}\" is not a schedule: write a number such as 0.3, or 1@5 for a ramp from 0 to 1 over 5 epochs, 0.1:1@5 for one that starts at 0.1, 0.1:0.3@20/2 for one in 2 steps.");
        return new Schedule(to, ramp, from, (int)steps);
    }

    [GeneratedRegex(@"^(((?<from>[^:@/]+):)?(?<to>[^:@/]+)@(?<ramp>[^:@/]+)(/(?<steps>[1-9][0-9]*))?|(?<to>[^:@/]+))$")]
    private static partial Regex Form();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A schedule is one string or number in the options of a result.</summary>
internal sealed class ScheduleJson : JsonConverter<Schedule>
{
    public override Schedule Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : Schedule.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Schedule value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
