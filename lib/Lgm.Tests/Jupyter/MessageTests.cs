using System.Text.Json.Nodes;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>Jupyter's messages, beyond what its own test looks at.</summary>
[Collection(KernelCollection.Name)]
public sealed class MessageTests(KernelFixture fixture)
{
    private FrontEnd FrontEnd => fixture.FrontEnd;

    [Fact]
    public void ASilentCellShowsNothingAndCountsNothing()
    {
        var before = (int)FrontEnd.Run("1").Reply["execution_count"]!;
        var (reply, published) = FrontEnd.Run("Console.WriteLine(1); display(2); var quiet = 3; quiet", new() { ["silent"] = true });
        Assert.Equal(("ok", before), ((string?)reply["status"], (int)reply["execution_count"]!));
        Assert.Empty(published);
        Assert.Equal("3", FrontEnd.Value("quiet"));
        Assert.Equal(before + 1, (int)FrontEnd.Run("1", new() { ["store_history"] = false }).Reply["execution_count"]!);
    }

    [Fact]
    public void ExpressionsAskedAlongAreAnswered()
    {
        var reply = FrontEnd.Run("var asked = 20;", new() { ["user_expressions"] = new JsonObject { ["twice"] = "asked * 2", ["wrong"] = "nobody" } }).Reply["user_expressions"]!;
        Assert.Equal(("ok", "40"), ((string?)reply["twice"]!["status"], (string?)reply["twice"]!["data"]!["text/plain"]));
        Assert.Equal(("error", "CompilationError"), ((string?)reply["wrong"]!["status"], (string?)reply["wrong"]!["ename"]));
    }

    [Theory]
    [InlineData(true, "aborted")]
    [InlineData(false, "ok")]
    public void WhatWaitsBehindAFailureIsLeftUnlessAskedOtherwise(bool stop, string status)
    {
        // The second cell waits while the first one sleeps.
        var more = new JsonObject { ["stop_on_error"] = stop };
        var first = FrontEnd.AskCell("System.Threading.Thread.Sleep(500); throw new Exception(\"wanted\");", more);
        var second = FrontEnd.AskCell("1", more);
        var asked = FrontEnd.Ask("kernel_info_request", []);
        Assert.Equal("error", (string?)FrontEnd.Reply(first)["status"]);
        Assert.Equal(status, (string?)FrontEnd.Reply(second)["status"]);
        Assert.Equal("ok", (string?)FrontEnd.Reply(asked)["status"]);
        Assert.Equal("2", FrontEnd.Value("1 + 1"));
    }

    [Fact]
    public void DisplaysAreUpdatedUnderTheirIdAndOutputIsCleared()
    {
        var shown = FrontEnd.Run("var d = display(1); Console.WriteLine(2); ClearOutput(wait: true); d.Update(3);").Published;
        Assert.Equal(["display_data", "stream", "clear_output", "update_display_data"], shown.Select(s => s.Type).Distinct());
        Assert.True((bool)shown[^2].Content["wait"]!);
        Assert.Equal((string?)shown[0].Content["transient"]!["display_id"], (string?)shown[^1].Content["transient"]!["display_id"]);
        Assert.Equal("3", (string?)shown[^1].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void ACellCanAskAPerson()
    {
        var id = FrontEnd.AskCell("Console.Write(\"name? \"); Console.ReadLine()!.ToUpperInvariant()", new() { ["allow_stdin"] = true });
        Assert.Equal("", FrontEnd.Type("Ada"));
        Assert.Equal("ADA", (string?)FrontEnd.Published(id)[^1].Content["data"]!["text/plain"]);
        Assert.Equal("ok", (string?)FrontEnd.Reply(id)["status"]);
        Assert.Contains("takes no input", (string?)FrontEnd.Run("Console.ReadLine()").Reply["evalue"]);
    }

    [Fact]
    public void ATextThatIsNoUnicodeDoesNotStopTheOutput() => Assert.Equal("\ufffd\n", string.Concat(FrontEnd.Run("Console.WriteLine(\"\\ud800\");").Published.Select(p => (string?)p.Content["text"])));

    [Fact]
    public void AnExceptionOnAThreadOfACellLeavesTheSession()
    {
        var (reply, published) = FrontEnd.Run("var t = new System.Threading.Thread(() => throw new Exception(\"on a thread\")); t.Start(); t.Join(); System.Threading.Thread.Sleep(100);");
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Contains("on a thread", string.Concat(published.Select(p => (string?)p.Content["text"])));
        Assert.Equal("2", FrontEnd.Value("1 + 1"));
    }

    [Fact]
    public void AWidgetsChannelIsClosedAgain()
    {
        var id = FrontEnd.Ask("comm_open", new() { ["comm_id"] = "c", ["target_name"] = "widget", ["data"] = new JsonObject() });
        Assert.Equal(("comm_close", "c"), FrontEnd.Published(id).Select(p => (p.Type, (string?)p.Content["comm_id"])).Single());
        Assert.Equal("{}", FrontEnd.Reply(FrontEnd.Ask("comm_info_request", []))["comms"]!.ToJsonString());
    }

    [Theory]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public void FramesOfAnyLength(int length)
    {
        var code = $"\"{new string('x', length)}\".Length";
        Assert.Equal($"{length}", FrontEnd.Value(code));
        Assert.Equal(length, ((string?)FrontEnd.Run($"new string('x', {length})").Published[^1].Content["data"]!["text/plain"])!.Length);
    }

    [Fact]
    public void TheHeartbeatGivesBackWhatItGets()
    {
        using var heart = WirePeer.Of(fixture.Kernel.Heartbeat, "REQ");
        heart.Send([[], "ping"u8.ToArray()]);
        Assert.Equal([[], "ping"u8.ToArray()], heart.Receive());
    }

    [Fact]
    public void PeersOfZmtp31AreAnswered()
    {
        using var subscriber = WirePeer.Of(fixture.Kernel.IoPub, "SUB");
        Command("SUBSCRIBE", "stream");
        subscriber.Ping("here"u8);
        FrontEnd.Run("Console.Write(1); 5");
        Assert.Equal("stream", Text(subscriber.Receive()[0]));
        FrontEnd.Run("Console.Write(2);");
        Assert.Contains("\"2\"", Text(subscriber.Receive()[^1]));
        Command("CANCEL", "stream");
        Command("SUBSCRIBE", "error");
        subscriber.Ping("still here"u8);
        FrontEnd.Run("Console.Write(3); throw new Exception(\"e\");");
        Assert.Equal("error", Text(subscriber.Receive()[0]));

        void Command(string name, string topic) => subscriber.Raw(WirePeer.Frame([(byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name + topic)], flags: 4));
        static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
    }
}
