using System.IO.Compression;
using System.Text;

namespace Lgm.Figures;

/// <summary>A grey picture as a PNG of eight bits a pixel: a tenth of what the same numbers take as a heat map's JSON.</summary>
internal static class GreyPng
{
    /// <param name="rows"><c>[H][W]</c>, from the top; 0 is black, 255 white.</param>
    /// <returns>An address that holds the picture itself.</returns>
    public static string Of(byte[][] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // Each row begins with its filter: none.
            foreach (var row in rows) zlib.Write([0, .. row]);
        }

        byte[] png =
        [
            137, .. "PNG\r\n"u8, 26, 10,
            .. Chunk("IHDR", [.. BigEndian((uint)rows[0].Length), .. BigEndian((uint)rows.Length), 8, 0, 0, 0, 0]),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
        return "data:image/png;base64," + Convert.ToBase64String(png);
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] summed = [.. Encoding.ASCII.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var value in summed)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return [.. BigEndian((uint)data.Length), .. summed, .. BigEndian(~crc)];
    }

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
