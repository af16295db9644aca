namespace Lgm.Data;

/// <summary>The reading side of an archive, up to a number of bytes: a small packed file may unpack without end.</summary>
/// <param name="inner">Not closed with this one.</param>
/// <param name="most">Bytes that may be read.</param>
/// <param name="otherwise">What is thrown where more would come.</param>
internal sealed class BoundedStream(Stream inner, long most, Func<Exception> otherwise) : Stream
{
    private long left = most;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        return (left -= read) >= 0 ? read : throw otherwise();
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
