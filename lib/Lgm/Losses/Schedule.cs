using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lgm.Losses;

/// <summary>
/// A weight that changes while training goes on: value(t) = <see cref="From"/> + (<see cref="To"/> - From) min(t / <see cref="RampEpochs"/>, 1),
/// t in epochs; constant where there is no ramp. All authors' code ramps the margin (and the likelihood weight) up.
/// </summary>
/// <param name="To">The value at the end of the ramp and after it.</param>
/// <param name="RampEpochs">Length of the ramp in epochs, 0 or more; 0 is no ramp. The authors' MNIST recipe: 5.</param>
/// <param name="From">The value at the start; 0 unless told.</param>
[JsonConverter(typeof(ScheduleJson))]
public readonly record struct Schedule(double To, double RampEpochs = 0, double From = 0)
{
    /// <summary>The value <paramref name="epoch"/> epochs after the start of training.</summary>
    public double At(double epoch) => Math.Max(epoch, 0) >= RampEpochs ? To : From + (To - From) * Math.Max(epoch, 0) / RampEpochs;

    /// <summary>The same value at every time.</summary>
    public static implicit operator Schedule(double value) => new(value);

    /// <summary><c>1</c>, <c>1@5</c> (from 0 to 1 over 5 epochs) or <c>.1:1@5</c> (from .1).</summary>
    public override string ToString() => RampEpochs == 0 ? Text(To) : From == 0 ? $"{Text(To)}@{Text(RampEpochs)}" : $"{Text(From)}:{Text(To)}@{Text(RampEpochs)}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="WorkbookException">The text is not of that form, or the ramp is negative.</exception>
    public static Schedule Parse(string text)
    {
        var at = text.Split('@');
        var range = at[0].Split(':');
        double[] numbers = [.. range.Concat(at.Skip(1)).Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN)];
        if (at.Length > 2 || range.Length > 2 || numbers.Any(v => !double.IsFinite(v)) || (at.Length == 2 && numbers[^1] < 0) || (range.Length == 2 && at.Length == 1))
            throw new WorkbookException($"\"{text}\" is not a schedule: write a number such as 0.3, or 1@5 for a ramp from 0 to 1 over 5 epochs, or 0.1:1@5 for one that starts at 0.1.");
        return new Schedule(range.Length == 2 ? numbers[1] : numbers[0], at.Length == 2 ? numbers[^1] : 0, range.Length == 2 ? numbers[0] : 0);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A schedule is one string or number in the options of a result.</summary>
internal sealed class ScheduleJson : JsonConverter<Schedule>
{
    public override Schedule Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : Schedule.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Schedule value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
