using System.Text.Json;

namespace Lgm.Kernel.Documents;

/// <summary>The objects of a JSON array, each with its own bytes, and the bytes between them.</summary>
internal sealed class SourceArray
{
    private readonly byte[] bytes;
    private readonly int depth;
    private readonly List<(int Start, int End)> places = [];

    /// <param name="bytes">One JSON array, checked, with nothing around it.</param>
    /// <param name="depth">At how many levels the array stands in its document.</param>
    public SourceArray(byte[] bytes, int depth)
    {
        (this.bytes, this.depth) = (bytes, depth);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 100 });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            places.Add((start, (int)reader.BytesConsumed));
        }
    }

    /// <summary>The bytes of every element.</summary>
    public IEnumerable<byte[]> Elements => places.Select(p => bytes[p.Start..p.End]);

    /// <summary>The array with these elements: the old ones in their old places, new ones on lines of their own.</summary>
    /// <param name="elements">The old elements in their order, and new ones anywhere between.</param>
    /// <param name="isNew">Which of them are new.</param>
    public byte[] With(IReadOnlyList<byte[]> elements, IReadOnlyList<bool> isNew)
    {
        using var output = new MemoryStream();
        var (next, at) = (0, 1);
        output.WriteByte((byte)'[');
        for (var i = 0; i < elements.Count; i++)
        {
            // What stands before an old element, its comma included, stands there still where its neighbour does.
            var gap = isNew[i] ? NewLine(depth + 1) : bytes.AsSpan(at..places[next].Start);
            var comma = gap.IndexOf((byte)',');
            if (i > 0 && (comma < 0 || isNew[i - 1])) output.WriteByte((byte)',');
            output.Write(i == 0 || isNew[i - 1] ? gap[(comma + 1)..] : gap);
            output.Write(elements[i]);
            if (!isNew[i]) at = places[next++].End;
        }
        output.Write(places.Count > 0 ? bytes.AsSpan(at..) : [.. NewLine(depth), (byte)']']);
        return output.ToArray();
    }

    private static byte[] NewLine(int depth) => System.Text.Encoding.UTF8.GetBytes("\n" + new string(' ', depth));
}
