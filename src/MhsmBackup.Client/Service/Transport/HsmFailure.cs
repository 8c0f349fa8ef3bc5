using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Service.Transport;

/// <summary>Makes the project's own error out of what happened to a request that got no answer.</summary>
internal static class HsmFailure
{
    /// <summary>The error that a part of the pipeline raised itself, or null.</summary>
    public static MhsmException? Known(Exception exception) =>
        exception as MhsmException ?? SendFailure.Causes(exception).OfType<MhsmException>().FirstOrDefault();

    /// <summary>The last of the tries.</summary>
    public static Exception LastOf(Exception exception) => exception is AggregateException all ? all.InnerExceptions[all.InnerExceptions.Count - 1] : exception;

    /// <summary>The first cause in words.</summary>
    public static string CauseOf(Exception exception) => Redaction.OfText(SendFailure.Chain(LastOf(exception)).Last().Message);

    /// <summary>The HSM could not be reached.</summary>
    /// <param name="address">The HSM.</param>
    /// <param name="exception">What the pipeline threw.</param>
    public static MhsmException Unreachable(ManagedHsmAddress address, Exception exception)
    {
        Exception last = LastOf(exception);
        return new MhsmConnectionException($"{address.Uri.Authority} could not be reached: {CauseOf(last)}{Environment.NewLine}{HintFor(address, last)}", last)
        {
            IsLikelyWrongAddress = !SendFailure.IsWorthRetrying(last),
        };
    }

    private static string HintFor(ManagedHsmAddress address, Exception exception) => SendFailure.IsWorthRetrying(exception)
        ? "Check the network, and a private endpoint or firewall between here and the HSM."
        : address.IsLoopback
            ? $"Check the address; for an emulator's certificate set {LoopbackTrust.Variable} to its CA file."
            : "Check the HSM's name and cloud, and the name resolution of its private endpoint.";
}
