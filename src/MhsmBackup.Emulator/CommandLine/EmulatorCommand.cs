using System.CommandLine;
using System.CommandLine.Help;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.CommandLine;

/// <summary>The command line.</summary>
internal static class EmulatorCommand
{
    /// <summary>Keys on a command line can be read by other users of the machine; an environment variable cannot.</summary>
    private const string ManagedIdentityVariable = "MHSM_EMULATOR_MANAGED_IDENTITY";

    private static readonly Option<string[]> Hsm = new("--hsm") { HelpName = "NAME[:PORT][,domain=DOMAIN][,security-domain=LABEL]", Description = "An HSM; repeatable. Without a port, a free one. HSMs with one LABEL share a security domain and can restore each other's backups. [default: contoso-hsm]" };
    private static readonly Option<string[]> Principal = new("--principal") { HelpName = "NAME:SECRET:ROLE[,ROLE...]", Description = "Who may sign in at the token endpoint, with roles on every HSM; repeatable. Roles by name or id: Administrator, CryptoOfficer, CryptoUser, PolicyAdministrator, CryptoAuditor, CryptoServiceEncryptionUser, Backup. [default, when nobody is named by any option: administrator with a new secret and the roles Administrator, Crypto Officer, Crypto User]" };
    private static readonly Option<string[]> AccessToken = new("--access-token") { HelpName = "TOKEN[=PRINCIPAL]", Description = "A token that is accepted as it is, for that principal or the first; repeatable." };
    private static readonly Option<string[]> User = new("--user") { HelpName = "NAME:ROLE[,ROLE...]", Description = "A user who may sign in with a device code or in the browser; repeatable. The first is the one that the browser signs in when no other is named." };
    private static readonly Option<string[]> IdentityPrincipal = new("--managed-identity-principal") { HelpName = "NAME:ROLE[,ROLE...][,option=VALUE...]", Description = "A managed identity of this machine, for the identity endpoints; repeatable. Options: client-id=ID, resource-id=ID, system-assigned." };
    private static readonly Option<string[]> Certificate = new("--certificate") { HelpName = "PRINCIPAL=FILE", Description = "A certificate that the principal may sign in with, from a PEM or DER file; its private key is not needed. Repeatable." };
    private static readonly Option<string[]> Federated = new("--federated") { HelpName = "PRINCIPAL=SUBJECT[@ISSUER]", Description = "The subject of federated tokens that the principal may sign in with; repeatable. ISSUER is the path of one of the emulator's own issuers: federation, actions-token or vstoken/..., as the ready line tells. [default: federation]" };
    private static readonly Option<string[]> ServiceConnection = new("--service-connection") { HelpName = "PRINCIPAL=ID", Description = "The id of the Azure Pipelines service connection that stands for the principal; repeatable." };
    private static readonly Option<string[]> PrincipalTenant = new("--principal-tenant") { HelpName = "PRINCIPAL=TENANT", Description = "A tenant that the principal lives in; repeatable. [default: every tenant]" };
    private static readonly Option<string[]> LacksConsent = new("--lacks-consent") { HelpName = "USER", Description = "A user whose sign-ins end with AADSTS65001; repeatable." };
    private static readonly Option<string[]> KnownTenant = new("--known-tenant") { HelpName = "ID", Description = "A tenant that exists beside the one of --tenant; repeatable. Others are then refused with AADSTS90002. [default: every tenant exists]" };
    private static readonly Option<string[]> MissingResource = new("--missing-resource") { HelpName = "URI", Description = "A resource for which tokens are refused with AADSTS500011; repeatable." };
    private static readonly Option<double?> TokenLifetime = new("--token-lifetime") { HelpName = "SECONDS", Description = "How long access tokens are good. [default: 3600]" };
    private static readonly Option<double?> DeviceCodeInterval = new("--device-code-interval") { HelpName = "SECONDS", Description = "How often a client is to ask whether a device code is approved. [default: 1]" };
    private static readonly Option<string[]> ManagedIdentity = new("--managed-identity") { HelpName = "ACCOUNT=KEY|CONNECTION-STRING", Description = $"A storage account that the HSMs' managed identity reaches; repeatable. Also read from the environment variable {ManagedIdentityVariable}, one a line." };
    private static readonly Option<bool> NoAuthentication = new("--no-authentication") { Description = "Ask for no token; everybody may do everything." };
    private static readonly Option<string?> Tenant = new("--tenant") { HelpName = "ID", Description = "The tenant that the HSMs trust." };
    private static readonly Option<string?> ChallengeResource = new("--challenge-resource") { HelpName = "URI", Description = "The resource that a challenge names. [default: the one of the host's cloud, else https://managedhsm.azure.net]" };
    private static readonly Option<int> TokenPort = new("--token-port") { HelpName = "PORT", Description = "The port of the token endpoint. [default: a free one]" };
    private static readonly Option<string?> CaFile = new("--ca-file") { HelpName = "FILE", Description = "Write the certificate to trust to FILE, as PEM. [default: ca.pem beside the data, or a new file in the temporary folder]" };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR", Description = "Keep keys, role assignments, security domains, the authority and the signing key in DIR, so that they survive a restart. Jobs do not. [default: memory]" };
    private static readonly Option<double?> JobDuration = new("--job-duration") { HelpName = "SECONDS", Description = "How long a job takes at least. [default: 2]" };
    private static readonly Option<int?> RetryAfter = new("--retry-after") { HelpName = "SECONDS", Description = "The Retry-After of a start's 202. [default: 0]" };
    private static readonly Option<RestoreRule?> Rule = new("--restore-rule") { HelpName = "None|BackupWithin30Minutes|BackupAtLeast30MinutesOld", Description = "What a full restore asks of the age of the HSM's own last full backup. A refusal is 400 BadParameter. [default: None]" };
    private static readonly Option<double?> RuleMinutes = new("--restore-rule-minutes") { HelpName = "MINUTES", Description = "The length of that rule. [default: 30]" };
    private static readonly Option<int?> RestoreModeStatus = new("--restore-mode-status") { HelpName = "503|409", Description = "The status of a call refused because a full restore runs. [default: 503]" };
    private static readonly Option<int?> FolderDigits = new("--folder-digits") { HelpName = "16|14", Description = "Digits of the time in a backup's folder. [default: 16]" };
    private static readonly Option<bool> FailAtOnce = new("--fail-at-once") { Description = "Say a failure already in the start's 202." };
    private static readonly Option<double?> NameHeld = new("--name-held") { HelpName = "SECONDS", Description = "How long a purged key's name still answers 409. [default: 0]" };
    private static readonly Option<int?> RecoverableDays = new("--recoverable-days") { HelpName = "DAYS", Description = "The soft-delete retention. [default: 7]" };
    private static readonly Option<string[]> Fault = new("--fault") { HelpName = "FAULT", Description = "Something that goes wrong; repeatable; see below." };
    private static readonly Option<bool> ReadyJson = new("--ready-json") { Description = "Print one line of JSON once all listens, in place of the text for people." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Print a line a request, without secrets." };

    internal static RootCommand Create()
    {
        RootCommand command = new("Managed HSMs on this machine: the service's wire and rules, keys of their own, real backups to a real storage account or Azurite.")
        {
            Hsm, Principal, User, IdentityPrincipal, Certificate, Federated, ServiceConnection, PrincipalTenant, LacksConsent, AccessToken,
            KnownTenant, MissingResource, TokenLifetime, DeviceCodeInterval, ManagedIdentity, NoAuthentication, Tenant, ChallengeResource, TokenPort, CaFile, Data,
            JobDuration, RetryAfter, Rule, RuleMinutes, RestoreModeStatus, FolderDigits, FailAtOnce, NameHeld, RecoverableDays,
            Fault, ReadyJson, Verbose,
        };
        HelpOption help = command.Options.OfType<HelpOption>().Single();
        help.Action = new LongHelp((HelpAction)help.Action!);
        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                EmulatorOptions options = Read(result);
                await EmulatorRun.RunAsync(options, result.GetValue(CaFile), result.GetValue(ReadyJson), result.GetValue(Verbose), result.InvocationConfiguration.Output, cancellation);
                return 0;
            }
            catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(wrong.Message);
                return 1;
            }
        });
        return command;
    }

    internal static EmulatorOptions Read(ParseResult result)
    {
        EmulatorOptions options = new()
        {
            TokenPort = result.GetValue(TokenPort),
            DataDirectory = result.GetValue(Data),
            AuthenticationRequired = !result.GetValue(NoAuthentication),
            ChallengeResource = result.GetValue(ChallengeResource),
            FailAtOnce = result.GetValue(FailAtOnce),
        };
        options.TenantId = result.GetValue(Tenant) ?? options.TenantId;
        options.JobDuration = result.GetValue(JobDuration) is { } job ? TimeSpan.FromSeconds(job) : options.JobDuration;
        options.RetryAfter = result.GetValue(RetryAfter) ?? options.RetryAfter;
        options.RestoreRule = result.GetValue(Rule) ?? options.RestoreRule;
        options.RestoreRuleLength = result.GetValue(RuleMinutes) is { } rule ? TimeSpan.FromMinutes(rule) : options.RestoreRuleLength;
        options.RestoreModeStatus = result.GetValue(RestoreModeStatus) ?? options.RestoreModeStatus;
        options.FolderDigits = result.GetValue(FolderDigits) ?? options.FolderDigits;
        options.NameHeldAfterPurge = result.GetValue(NameHeld) is { } held ? TimeSpan.FromSeconds(held) : options.NameHeldAfterPurge;
        options.RecoverableDays = result.GetValue(RecoverableDays) ?? options.RecoverableDays;

        Dictionary<string, SecurityDomain> domains = new(StringComparer.OrdinalIgnoreCase);
        AddAll(options.Hsms, result.GetValue(Hsm), text => OptionTexts.Hsm(text, domains));
        PrincipalTexts principals = new();
        principals.AddAll(result.GetValue(Principal), OptionTexts.Principal);
        principals.AddAll(result.GetValue(User), PrincipalTexts.User);
        principals.AddAll(result.GetValue(IdentityPrincipal), PrincipalTexts.ManagedIdentity);
        principals.ChangeAll("--certificate", result.GetValue(Certificate), PrincipalTexts.WithCertificate);
        principals.ChangeAll("--federated", result.GetValue(Federated), PrincipalTexts.WithFederated);
        principals.ChangeAll("--service-connection", result.GetValue(ServiceConnection), (principal, id) => principal with { ServiceConnectionId = id });
        principals.ChangeAll("--principal-tenant", result.GetValue(PrincipalTenant), (principal, tenant) => principal with { Tenants = [.. principal.Tenants, tenant] });
        principals.ChangeAll("--lacks-consent", result.GetValue(LacksConsent), user => user with { LacksConsent = true });
        AddAll(options.Principals, principals.All, principal => principal);
        AddAll(options.Tenants, result.GetValue(KnownTenant), id => id);
        AddAll(options.MissingResources, result.GetValue(MissingResource), resource => resource);
        options.TokenLifetime = result.GetValue(TokenLifetime) is { } lifetime ? OptionTexts.Seconds("--token-lifetime", lifetime) : options.TokenLifetime;
        options.DeviceCodeInterval = result.GetValue(DeviceCodeInterval) is { } interval ? OptionTexts.Seconds("--device-code-interval", interval) : options.DeviceCodeInterval;
        AddAll(options.Faults, result.GetValue(Fault), Faults.FaultText.Parse);
        string[] fromEnvironment = (Environment.GetEnvironmentVariable(ManagedIdentityVariable) ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        AddAll(options.ManagedIdentity, [.. result.GetValue(ManagedIdentity) ?? [], .. fromEnvironment], StorageCredential.Parse);
        if (result.GetValue(AccessToken) is { Length: > 0 } tokens)
        {
            IList<EmulatorPrincipal> known = options.Principals.Count > 0 ? options.Principals : [EmulatorPrincipal.Administrator()];
            foreach (string text in tokens)
            {
                (string token, EmulatorPrincipal principal) = OptionTexts.AccessToken(text, known);
                options.AccessTokens[token] = principal;
            }
        }

        return options;
    }

    private static void AddAll<TText, T>(IList<T> list, IEnumerable<TText>? texts, Func<TText, T> read)
    {
        foreach (TText text in texts ?? [])
        {
            list.Add(read(text));
        }
    }
}
