using System.Security;
using MhsmBackup.Secrets;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>
/// The argument of -ContainerUri. A URI may carry a SAS, so the text is protected as soon as PowerShell has bound it, and
/// is shown without its query.
/// </summary>
public sealed class ContainerUriArgument
{
    private readonly SecureString _text;
    private readonly string _shown;

    /// <summary>Takes what the user gave; it is checked when it is used.</summary>
    /// <param name="uri">The URI of a container or of a folder in it, with or without a SAS.</param>
    public ContainerUriArgument(string uri)
    {
        _text = SecureText.Protect(uri ?? string.Empty);
        _shown = Redaction.OfUri(uri ?? string.Empty);
    }

    /// <summary>Takes what the user gave; it is checked when it is used.</summary>
    /// <param name="uri">The URI of a container or of a folder in it, with or without a SAS.</param>
    public ContainerUriArgument(Uri uri) : this(uri?.OriginalString ?? string.Empty)
    {
    }

    /// <summary>The URI without its query.</summary>
    public override string ToString() => _shown;

    internal ContainerAddress Parse(out SecureString? sas) => ContainerAddress.Parse(Reveal(), out sas);

    internal string Reveal() => SecureText.Reveal(_text);
}
