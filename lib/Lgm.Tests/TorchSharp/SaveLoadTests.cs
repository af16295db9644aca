using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>A module's weights survive the way through a file and a stream, and never land in another net in silence.</summary>
public sealed class SaveLoadTests
{
    [Fact]
    public void AFileBringsBackEveryParameterAndBuffer()
    {
        var location = Path.GetTempFileName();
        try
        {
            using var saved = Trained();
            saved.save(location);
            using var loaded = Net();
            Assert.NotEqual(Bytes(saved), Bytes(loaded));
            loaded.load(location);
            Assert.Equal(Bytes(saved), Bytes(loaded));
        }
        finally
        {
            File.Delete(location);
        }
    }

    [Fact]
    public void AStreamHoldsTwoNetsOneAfterTheOther()
    {
        using var stream = new MemoryStream();
        using Sequential first = Trained(), second = Trained();
        first.save(stream);
        second.save(stream);
        stream.Position = 0;
        using Sequential a = Net(), b = Net();
        a.load(stream);
        b.load(stream);
        Assert.Equal(Bytes(first), Bytes(a));
        Assert.Equal(Bytes(second), Bytes(b));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void AnotherNetIsRefusedByName()
    {
        using var stream = new MemoryStream();
        using var saved = Net();
        saved.save(stream);
        stream.Position = 0;
        using var other = nn.Sequential(("body", nn.Conv2d(2, 3, 3)), ("head", nn.Linear(3, 2)));
        var before = Bytes(other);
        var exception = Assert.ThrowsAny<Exception>(() => other.load(stream));
        Assert.Contains("body.weight", exception.Message);
        Assert.Equal(before, Bytes(other));
    }

    [Fact]
    public void AnotherShapeIsRefusedByName()
    {
        using var stream = new MemoryStream();
        using var saved = nn.Sequential(nn.Linear(3, 2));
        saved.save(stream);
        stream.Position = 0;
        using var other = nn.Sequential(nn.Linear(3, 4));
        var exception = Assert.ThrowsAny<Exception>(() => other.load(stream));
        Assert.Contains("0.weight", exception.Message);
    }

    [Fact]
    public void ACutOffFileIsRefused()
    {
        using var stream = new MemoryStream();
        using var saved = Net();
        saved.save(stream);
        using var half = new MemoryStream(stream.ToArray()[..(int)(stream.Length / 2)]);
        using var other = Net();
        Assert.ThrowsAny<IOException>(() => other.load(half));
    }

    /// <summary>A file stream may hand out fewer bytes than were asked for, a network file system does.</summary>
    [Fact]
    public void AStreamThatGivesAFewBytesAtATimeIsReadToItsEnd()
    {
        using var stream = new MemoryStream();
        using var saved = Trained();
        saved.save(stream);
        using var slow = new Trickle(stream.ToArray());
        using var loaded = Net();
        loaded.load(slow);
        Assert.Equal(Bytes(saved), Bytes(loaded));
    }

    [Fact]
    public void NotStrictLoadsWhatFits()
    {
        using var stream = new MemoryStream();
        using var saved = nn.Sequential(("a", nn.Linear(3, 2)), ("b", nn.Linear(2, 2)));
        saved.save(stream);
        stream.Position = 0;
        using var other = nn.Sequential(("a", nn.Linear(3, 2)), ("c", nn.Linear(2, 2)));
        other.load(stream, strict: false);
        Assert.Equal(saved.state_dict()["a.weight"].data<float>().ToArray(), other.state_dict()["a.weight"].data<float>().ToArray());
    }

    private static Sequential Net() => nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.PReLU(3), nn.Flatten(), nn.Linear(12, 2));

    private static Sequential Trained()
    {
        using var scope = NewDisposeScope();
        var net = Net();
        net.call(randn([5, 2, 4, 4])).sum();
        return net;
    }

    private static byte[] Bytes(nn.Module module) => [.. module.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => e.Value.detach().bytes.ToArray())];

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
