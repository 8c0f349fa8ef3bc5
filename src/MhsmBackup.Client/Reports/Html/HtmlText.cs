using System.Net;
using System.Text;

namespace MhsmBackup.Reports.Html;

/// <summary>Builds HTML. What is put in as text is encoded; only <see cref="Raw"/> takes markup.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Adds markup of the project's own.</summary>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text.</summary>
    public HtmlText Text(string text)
    {
        _html.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>Adds an element that holds text alone.</summary>
    /// <param name="tag">Its start without the brackets: <c>td class="number"</c>.</param>
    /// <param name="text">The text.</param>
    public HtmlText Element(string tag, string text) => Raw($"<{tag}>").Text(text).Raw($"</{tag.Split(' ')[0]}>");

    /// <summary>A text for an attribute's value.</summary>
    public static string Attribute(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The markup.</summary>
    public override string ToString() => _html.ToString();
}
