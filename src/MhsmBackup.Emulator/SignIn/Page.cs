using System.Text.Encodings.Web;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>The frame of the pages for people.</summary>
internal static class Page
{
    internal static string Of(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{Text(title)}</title></head>
        <body>
        <h1>{Text(title)}</h1>
        {body}
        </body>
        </html>
        """;

    /// <summary>Text that stays text, also within the quotes of an attribute.</summary>
    internal static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
