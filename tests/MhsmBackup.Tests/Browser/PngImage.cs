using System.Buffers.Binary;
using System.IO.Compression;

namespace MhsmBackup.Tests.Browser;

/// <summary>The pixels of a PNG as browsers write it: eight bits a channel, with or without alpha. https://www.w3.org/TR/png-3</summary>
internal sealed class PngImage
{
    private const int Signature = 8;

    private PngImage(int width, int height, int[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Row by row: red, green and blue.</summary>
    public int[] Pixels { get; }

    public static PngImage Read(byte[] png)
    {
        int width = 0, height = 0, channels = 0;
        using var packed = new MemoryStream();
        for (int at = Signature; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string kind = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            ReadOnlySpan<byte> content = png.AsSpan(at + 8, length);
            if (kind == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(content);
                height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                channels = (content[8], content[9], content[12]) switch { (8, 2, 0) => 3, (8, 6, 0) => 4, _ => throw new NotSupportedException("Another kind of PNG.") };
            }
            else if (kind == "IDAT") packed.Write(content);
            at += length + 12;
        }

        packed.Position = 0;
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        return new PngImage(width, height, Unfilter(lines, width, height, channels));
    }

    private static int[] Unfilter(Stream lines, int width, int height, int channels)
    {
        var pixels = new int[width * height];
        byte[] above = new byte[width * channels], line = new byte[width * channels];
        for (int y = 0; y < height; y++)
        {
            int filter = lines.ReadByte();
            lines.ReadExactly(line);
            for (int i = 0; i < line.Length; i++)
            {
                int left = i < channels ? 0 : line[i - channels], corner = i < channels ? 0 : above[i - channels];
                line[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, _ => Paeth(left, above[i], corner) });
            }

            for (int x = 0; x < width; x++) pixels[(y * width) + x] = (line[x * channels] << 16) | (line[(x * channels) + 1] << 8) | line[(x * channels) + 2];
            (above, line) = (line, above);
        }

        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner, toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
