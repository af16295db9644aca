using System.Text;
using System.Text.Json;

namespace Lgm.Kernel.Documents;

/// <summary>Checks that bytes are JSON a notebook can be made of, before anything is read from them.</summary>
internal static class JsonSource
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 100 };

    /// <param name="bytes">UTF-8, perhaps with a byte order mark.</param>
    /// <param name="file">What the sentence calls it.</param>
    /// <exception cref="NotebookException">The bytes are not JSON: where, and what to do.</exception>
    public static void RequireReadable(ReadOnlySpan<byte> bytes, string file)
    {
        bytes = bytes[Start(bytes)..];
        if (bytes.Trim(" \t\r\n"u8).IsEmpty) throw new NotebookException($"{file} is empty: write it anew or restore an older version.");
        var reader = new Utf8JsonReader(bytes, s_options);
        var keys = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject: keys.Push([]); break;
                    case JsonTokenType.EndObject: keys.Pop(); break;
                    // Reading a string finds bytes that are no text: a lone surrogate, or half a letter.
                    case JsonTokenType.String: _ = reader.GetString(); break;
                    case JsonTokenType.PropertyName when !keys.Peek().Add(reader.GetString()!):
                        throw Broken(file, bytes, reader.TokenStartIndex, $"the key \"{Shorten(reader.GetString()!)}\" stands twice in one object");
                }
            }
        }
        catch (JsonException e)
        {
            throw Broken(file, bytes, reader.BytesConsumed, Reason(e.Message), e);
        }
        catch (InvalidOperationException e)
        {
            throw Broken(file, bytes, reader.TokenStartIndex, "the text there is not UTF-8", e);
        }
    }

    /// <summary>Where the JSON begins: behind the byte order mark, if there is one.</summary>
    public static int Start(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    private static NotebookException Broken(string file, ReadOnlySpan<byte> bytes, long position, string reason, Exception? cause = null)
    {
        var line = 1 + bytes[..(int)Math.Min(position, bytes.Length)].Count((byte)'\n');
        return new NotebookException($"{file} is not a readable notebook (line {line}: {reason}): mend that line or restore an older version.", cause);
    }

    // The reader repeats the place in its own way, and goes on with advice for programmers.
    private static string Reason(string message)
    {
        var sentence = message.Split(". ")[0].Split(" LineNumber")[0].TrimEnd('.');
        return Shorten(char.ToLowerInvariant(sentence[0]) + sentence[1..].ReplaceLineEndings(" "));
    }

    private static string Shorten(string text) => text.Length > 120 ? text[..120] + "..." : text;
}
