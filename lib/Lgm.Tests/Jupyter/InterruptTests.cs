using System.Diagnostics;
using Lgm.Experiments;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>An interrupt ends the cell, whatever it is at, and leaves the session.</summary>
[Collection(KernelCollection.Name)]
[Trait("Category", "Slow")]
public sealed class InterruptTests(KernelFixture fixture)
{
    private const string Training = """
        using TorchSharp;
        using static TorchSharp.torch;
        var net = nn.Sequential(("a", nn.Linear(100, 200)), ("r", nn.ReLU()), ("b", nn.Linear(200, 10)));
        var optimizer = optim.SGD(net.parameters(), 0.01);
        var (images, labels) = (rand(64, 100), randint(10, new long[] { 64 }));
        Console.Write("started");
        while (true)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(net.call(images), labels).backward();
            optimizer.step();
        }
        """;

    // Nothing of this is a loop of the cell: the library's own training has to notice.
    private const string LibraryTraining = """
        using Lgm;
        using Lgm.Data;
        using Lgm.Losses;
        using Lgm.Models;
        using Lgm.Training;
        using static TorchSharp.torch;
        sealed class SaysOnce : IProgress<WorkProgress>
        {
            private bool said;
            public void Report(WorkProgress progress) { if (!said) Console.Write("started"); said = true; }
        }
        var images = ImageSet.From(new ImageData(new byte[300 * 81], Enumerable.Range(0, 300).Select(i => i % 3L).ToArray(), 300, 1, 9, 9, "dark"), 3);
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten(), nn.Linear(81, 6)), LossCatalogue.Create("lgm", 3, 6), PixelSpace.Mnist);
        var recipe = new TrainingOptions { Epochs = 1_000_000, BatchSize = 10, LearningRate = 0.01 };
        new Trainer(model, images, recipe).Train(progress: new SaysOnce());
        """;

    [Theory]
    [InlineData("Console.Write(\"started\"); while (true) { }")]
    [InlineData("Console.Write(\"started\"); System.Threading.Thread.Sleep(600_000);")]
    [InlineData("Console.Write(\"started\"); await Task.Delay(600_000);")]
    public void ByMessage(string code) => Ends(code, () => fixture.FrontEnd.Reply(fixture.FrontEnd.Ask("interrupt_request", [], onControl: true), onControl: true));

    [Fact]
    public void InTheMiddleOfPrinting()
    {
        // A cell's thread may be anywhere between its own code and the sockets when it is ended, and one end must not spoil the next.
        for (var i = 0; i < 20; i++)
        {
            Ends("while (true) { Console.WriteLine(\"started\"); display(1); }", () =>
            {
                Thread.Sleep(i * 7 % 50);
                fixture.FrontEnd.Reply(fixture.FrontEnd.Ask("interrupt_request", [], onControl: true), onControl: true);
            });
        }
    }

    [Fact]
    public void BySignal() => Ends("Console.Write(\"started\"); while (true) { }", () => Process.Start("kill", ["-INT", $"{fixture.Kernel.Id}"])!.WaitForExit());

    [Fact]
    public void InATrainingLoop()
    {
        fixture.FrontEnd.Run($"#r \"{typeof(ExperimentCatalogue).Assembly.Location}\"");
        Ends(Training, () => fixture.FrontEnd.Reply(fixture.FrontEnd.Ask("interrupt_request", [], onControl: true), onControl: true));
        Assert.Equal("10", fixture.FrontEnd.Value("net.call(images).shape[1]"));
    }

    [Fact]
    public void InTheLibrarysTraining()
    {
        fixture.FrontEnd.Run($"#r \"{typeof(ExperimentCatalogue).Assembly.Location}\"");
        Ends(LibraryTraining, () => fixture.FrontEnd.Reply(fixture.FrontEnd.Ask("interrupt_request", [], onControl: true), onControl: true));
        Assert.Equal("2", fixture.FrontEnd.Value("new Trainer(model, images, recipe with { Epochs = 2 }).Train().Count"));
    }

    [Fact]
    public void BeforeTheCellRuns()
    {
        // Whether it meets the cell in the queue, in the compiler or on its thread: nothing hangs.
        var id = fixture.FrontEnd.AskCell("await Task.Delay(2000); 1");
        fixture.FrontEnd.Reply(fixture.FrontEnd.Ask("interrupt_request", [], onControl: true), onControl: true);
        Assert.Contains((string?)fixture.FrontEnd.Reply(id)["status"], new[] { "ok", "error" });
        fixture.FrontEnd.Published(id);
    }

    private void Ends(string code, Action interrupt)
    {
        fixture.FrontEnd.Run("var kept = 41;");
        var id = fixture.FrontEnd.AskCell(code);
        fixture.FrontEnd.WaitForPrint(id);
        var clock = Stopwatch.StartNew();
        interrupt();
        Assert.Equal("Interrupted", (string?)fixture.FrontEnd.Reply(id)["ename"]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
        Assert.Equal("42", fixture.FrontEnd.Value("await Task.Delay(1); kept + 1"));
    }
}
