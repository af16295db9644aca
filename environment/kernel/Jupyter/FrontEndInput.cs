namespace Lgm.Kernel.Jupyter;

/// <summary><c>Console.ReadLine()</c> asks the person in front of the front end.</summary>
internal sealed class FrontEndInput(Channels channels) : TextReader
{
    /// <summary>The request that runs the cell.</summary>
    public volatile Request? Asker;

    public override string? ReadLine()
    {
        if (Asker is not { } asker || !asker.Flag("allow_stdin", true)) throw new InvalidOperationException("This front end takes no input while a cell runs: assign the value in the cell.");
        // An answer to a question that was interrupted is none to this one.
        channels.Inputs.TakeAll();
        Console.Out.Flush();
        channels.Ask(asker, "");
        return channels.Inputs.Take(out var answer) ? answer.Text("value") : null;
    }

    // All else reads by lines too: there is no stream of keys.
    public override int Read() => ReadLine() is { Length: > 0 } line ? line[0] : '\n';

    public override string ReadToEnd() => ReadLine() ?? "";
}
