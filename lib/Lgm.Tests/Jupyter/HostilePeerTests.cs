using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>Whatever comes over the wire: the kernel lives, keeps its memory bounded, and answers an honest front end afterwards.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class HostilePeerTests : IDisposable
{
    // Above what the kernel holds after its first cells, and below what any of these attacks would fill without limits.
    private const long MostMegabytes = 600;

    private readonly KernelProcess kernel = new();
    private readonly FrontEnd honest;

    public HostilePeerTests() => honest = new FrontEnd(kernel);

    private int[] Ports => [kernel.Shell, kernel.Control, kernel.Stdin, kernel.IoPub, kernel.Heartbeat];

    [Fact]
    public void TenThousandMutatedMessages()
    {
        var random = new Random(20180618);
        string[] types = ["execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "kernel_info_request", "comm_open", "interrupt_request", "input_reply"];
        var peers = Ports.Select(port => (WirePeer?)null).ToArray();
        for (var i = 0; i < 10_000; i++)
        {
            var at = random.Next(peers.Length);
            var content = new JsonObject { ["code"] = "1 + 1 // code", ["cursor_pos"] = 3, ["hist_access_type"] = "search", ["pattern"] = "*", ["n"] = 3, ["user_expressions"] = new JsonObject { ["a"] = "2" } };
            var parts = FrontEnd.Signed($"{i}", types[random.Next(types.Length)], content);
            // A third is signed after it was changed, and so reaches what lies behind the signature.
            if (random.Next(3) == 0) parts = FrontEnd.Signed([.. parts.Skip(2).Select(part => random.Next(2) == 0 ? Mutated(random, part) : part)]);
            var bytes = WirePeer.Message(parts);
            if (random.Next(10) == 0) bytes = [.. WirePeer.Frame(Mutated(random, [9, .. "SUBSCRIBE"u8]), flags: 4), .. bytes];
            if (random.Next(3) > 0) bytes = Mutated(random, bytes);
            try
            {
                if (random.Next(20) == 0)
                {
                    using var stranger = new WirePeer(Ports[at]);
                    stranger.Raw(Mutated(random, [.. WirePeer.Greeting(), .. WirePeer.Frame(WirePeer.Ready("DEALER", "x"), flags: 4), .. bytes]));
                    continue;
                }
                peers[at] ??= WirePeer.Of(Ports[at], Ports[at] == kernel.IoPub ? "SUB" : "DEALER", $"hostile-{at}");
                peers[at]!.Raw(bytes);
                // Nobody knows what a broken frame has made of those behind it: begin anew now and then.
                if (random.Next(4) == 0) throw new IOException();
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                peers[at]?.Dispose();
                peers[at] = null;
            }
        }
        foreach (var peer in peers) peer?.Dispose();
        // Interrupts that were signed anew are obeyed, as they should be, and one may still be under way: cells behind them run.
        for (var (tries, quiet) = (0, 0); quiet < 3 && tries < 50; tries++)
        {
            using var another = new FrontEnd(kernel, $"another-{quiet}");
            quiet = (string?)another.Run("1").Reply["ename"] == "Interrupted" ? 0 : quiet + 1;
        }
        Answers();
    }

    [Fact]
    public void AWrongSignatureIsDroppedAndLogged()
    {
        using var peer = WirePeer.Of(kernel.Shell, "DEALER", "forger");
        peer.Send(FrontEnd.Signed("1", "execute_request", new JsonObject { ["code"] = "var forged = 1;" }, key: "another key"));
        var right = FrontEnd.Signed("2", "execute_request", new JsonObject { ["code"] = "var forged = 2;" });
        right[1][0] ^= 1;
        peer.Send(right);
        peer.Send([.. right.Select((f, i) => i == 1 ? [] : f)]);
        // An honest one behind them, of the same peer, is answered.
        peer.Send(FrontEnd.Signed("3", "kernel_info_request", new JsonObject()));
        Assert.Contains("\"3\"", Encoding.UTF8.GetString(peer.Receive()[3]));
        Assert.Equal("CompilationError", (string?)honest.Run("forged").Reply["ename"]);
        honest.Ask("shutdown_request", new() { ["restart"] = false }, onControl: true);
        Assert.True(kernel.HasEnded(TimeSpan.FromSeconds(10)));
        Assert.Equal(3, kernel.Said.Split('\n').Count(line => line.Contains("A message was dropped: its signature is wrong.")));
    }

    [Fact]
    public void HalfOpenConnections()
    {
        List<WirePeer> halves = [];
        foreach (var port in Ports)
        {
            // More than a socket takes, and every one silent at another place of its greeting.
            for (var i = 0; i < 300; i++)
            {
                var half = new WirePeer(port);
                halves.Add(half);
                half.Raw(WirePeer.Greeting()[..(i % 65)]);
            }
        }
        using (var other = new FrontEnd(kernel, "late")) Assert.Equal("2", other.Value("1 + 1"));
        foreach (var half in halves) half.Dispose();
        Answers();
    }

    [Fact]
    public void APeerThatFallsSilentWithinAMessageIsGivenUp()
    {
        using var claimed = WirePeer.Of(kernel.Shell, "DEALER", "claimed");
        // A frame of 200 MB, of which ten bytes come.
        claimed.Raw([2, .. new byte[] { 0, 0, 0, 0, 0x0C, 0, 0, 0 }, .. new byte[10]]);
        using var greeted = new WirePeer(kernel.Shell);
        greeted.Raw(WirePeer.Greeting()[..20]);
        Assert.True(kernel.Megabytes < MostMegabytes, $"{kernel.Megabytes} MiB");
        Assert.True(claimed.IsClosed(TimeSpan.FromSeconds(45)));
        Assert.True(greeted.IsClosed(TimeSpan.FromSeconds(45)));
        Answers();
    }

    [Theory]
    [InlineData("a length beyond all memory", new byte[] { 2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("a negative length", new byte[] { 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("unknown flags", new byte[] { 0x80, 1, 0 })]
    [InlineData("a command without a name", new byte[] { 4, 0 })]
    public void WhatIsNoMessageEndsItsConnection(string what, byte[] bytes)
    {
        using var peer = WirePeer.Of(kernel.Shell, "DEALER", "hostile");
        peer.Raw(bytes);
        Assert.True(peer.IsClosed(TimeSpan.FromSeconds(10)), what);
        Answers();
    }

    [Fact]
    public void AMessageWithoutEndIsEnded()
    {
        using var peer = WirePeer.Of(kernel.Shell, "DEALER", "hostile");
        var closed = false;
        try
        {
            for (var i = 0; i < 10_000; i++) peer.Raw([1, 0]);
        }
        catch (SocketException)
        {
            closed = true;
        }
        Assert.True(closed || peer.IsClosed(TimeSpan.FromSeconds(10)));
        Answers();
    }

    [Fact]
    public void MessagesOfAHundredMegabytes()
    {
        var large = new byte[100_000_000];
        Array.Fill(large, (byte)'x');
        using (var stranger = WirePeer.Of(kernel.Shell, "DEALER", "stranger")) stranger.Send(["<IDS|MSG>"u8.ToArray(), "nobody"u8.ToArray(), large, large[..10], large[..10], large[..10]]);
        // A cell of that size is refused with a sentence, a question of that size answered, and an output of that size arrives.
        Assert.Contains("more than 10000000", (string?)honest.Run("//" + new string('x', 100_000_000)).Reply["evalue"]);
        Assert.Equal("ok", (string?)honest.Reply(honest.Ask("kernel_info_request", new() { ["padding"] = new string('x', 100_000_000) }))["status"]);
        Assert.Equal(100_000_000, ((string?)honest.Run("display(new string('y', 100_000_000)); 1").Published[0].Content["data"]!["text/plain"])!.Length);
        Answers();
    }

    [Fact]
    public async Task ASlowSubscriberLosesMessagesAndHoldsNobodyUp()
    {
        using var slow = WirePeer.Of(kernel.IoPub, "SUB");
        slow.Send([[1]]);
        slow.Ping("subscribed"u8);
        // 600 MB, of which the slow one reads nothing.
        var (reply, published) = honest.Run("for (var i = 0; i < 600; i++) display(new string('z', 1_000_000)); 1");
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Equal(601, published.Count);
        // Now it reads: what waited for it, far from all, and then what is sent while it keeps up.
        var received = Task.Run(() =>
        {
            var large = 0;
            while (slow.Receive() is var message && message[^1].AsSpan().IndexOf("that was all"u8) < 0) large += message[^1].Length > 1_000_000 ? 1 : 0;
            return large;
        });
        for (var i = 0; i < 600 && !received.IsCompleted; i++)
        {
            honest.Run("display(\"that was all\");");
            await Task.Delay(100);
        }
        Assert.InRange(await received, 1, 300);
        Answers();
    }

    [Fact]
    public void TwoHundredReconnects()
    {
        for (var i = 0; i < 200; i++)
        {
            // Under one name, as a client does that lost its connection; half of them leave without waiting for the answer.
            using var peer = WirePeer.Of(kernel.Shell, "DEALER", "again");
            peer.Send(FrontEnd.Signed($"{i}", "kernel_info_request", new JsonObject()));
            if (i % 2 == 0) continue;
            while (!Encoding.UTF8.GetString(peer.Receive()[3]).Contains($"\"{i}\"")) { }
        }
        Answers();
    }

    // Else the answer would go to a connection that may be gone.
    [Fact]
    public void OfTwoOfOneNameTheLastToComeIsAnsweredThoughItWasTheFirstToShakeHands()
    {
        using var slow = new WirePeer(kernel.Shell);
        slow.Raw(WirePeer.Greeting());
        using var quick = WirePeer.Of(kernel.Shell, "DEALER", "twin");
        slow.Raw(WirePeer.Frame(WirePeer.Ready("DEALER", "twin"), flags: 4));
        slow.Raw(WirePeer.Message(FrontEnd.Signed("slow", "nonsense", new JsonObject())));
        // The kernel has heard the slow one by the time that it answers another's question behind that.
        Thread.Sleep(200);
        Answers();
        quick.Send(FrontEnd.Signed("quick", "kernel_info_request", new JsonObject()));
        while (!Encoding.UTF8.GetString(quick.Receive()[3]).Contains("\"quick\"")) { }
    }

    public void Dispose()
    {
        honest.Dispose();
        kernel.Dispose();
    }

    private void Answers()
    {
        using var another = new FrontEnd(kernel, "another");
        Assert.Equal("42", another.Value("6 * 7"));
        // What it holds, and not what the collector has still to fetch: when it does that is its own affair.
        another.Value("GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true); 0");
        Assert.True(kernel.Megabytes < MostMegabytes, $"{kernel.Megabytes} MiB");
    }

    // Some bytes changed, put in, taken out, or the end cut off.
    private static byte[] Mutated(Random random, byte[] bytes)
    {
        List<byte> changed = [.. bytes];
        for (var n = random.Next(1, 5); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(5))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: changed.Insert(at, (byte)random.Next(256)); break;
                case 3: changed.RemoveRange(at, Math.Min(random.Next(1, 9), changed.Count - at)); break;
                default: changed.RemoveRange(at, random.Next(10) == 0 ? changed.Count - at : 0); break;
            }
        }
        return [.. changed];
    }
}
