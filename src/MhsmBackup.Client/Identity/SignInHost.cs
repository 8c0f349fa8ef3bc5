using Azure.Core.Pipeline;
using Azure.Identity;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;

namespace MhsmBackup.Identity;

/// <summary>Where tokens come from, and how to speak to it.</summary>
internal sealed class SignInHost
{
    /// <summary>What lets the tenant that an HSM's challenge names be signed in to.</summary>
    public const string AnyTenant = "*";

    private readonly Lazy<HttpPipelineTransport> _transport = new(() => HsmPipeline.CreateTransport());

    private SignInHost(Uri authority) => Authority = authority;

    /// <summary>The login endpoint, without a tenant.</summary>
    public Uri Authority { get; }

    /// <summary>
    /// The login endpoint of a cloud. AZURE_AUTHORITY_HOST may name another one, of no known cloud: a private cloud's, or an
    /// emulator's.
    /// </summary>
    public static SignInHost Of(ManagedHsmCloud cloud) => new(ManagedHsmCloud.OwnAuthority() ?? cloud.AuthorityHost);

    /// <summary>Gives a credential's options what is the same for every way to sign in.</summary>
    /// <remarks>
    /// Each credential also turns instance discovery off where it has it: the authority is one of a fixed list or the user's
    /// own word, and asking the public cloud whether it exists costs a request and fails where that cloud cannot be reached.
    /// </remarks>
    public T Configure<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = Authority;
        options.Transport = _transport.Value;
        // An answer holds the token, a request the secret: nothing of them goes to event listeners.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.ApplicationId = "MhsmBackup";
        return options;
    }

    /// <summary>As <see cref="Configure"/>, for what asks this machine or its host alone.</summary>
    /// <param name="options">The options.</param>
    /// <param name="refusal">Listens to what is said when there is no token.</param>
    public T ConfigureLocal<T>(T options, LastRefusal refusal)
        where T : TokenCredentialOptions
    {
        Configure(options);
        options.Transport = HsmPipeline.CreateTransport(isLocal: true, refusal.Listen);
        // .NET Framework has no time limit of its own for a connection.
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        return options;
    }

    /// <summary>A pipeline of its own to the places that a sign-in asks beside the login endpoint.</summary>
    public HttpPipeline CreatePipeline() => HttpPipelineBuilder.Build(Configure(new TokenCredentialOptions()));
}
