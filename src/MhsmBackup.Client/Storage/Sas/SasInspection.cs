using MhsmBackup.Secrets;

namespace MhsmBackup.Storage;

/// <summary>Makes a report out of a token's fields and of <see cref="SasJudgement"/>.</summary>
internal sealed class SasInspection
{
    private readonly SasToken _sas;
    private readonly ContainerAddress? _container;
    private readonly DateTime _now;

    public SasInspection(SasToken sas, ContainerAddress? container, DateTime utcNow)
    {
        _sas = sas;
        _container = container;
        _now = utcNow;
    }

    public MhsmSasTokenReport Report(SasPurpose? purpose) => new()
    {
        ContainerUri = _container?.Uri,
        Kind = Kind,
        Resource = Resource,
        Permissions = Shown("sp"),
        PermissionsInWords = [.. (_sas.Permissions ?? string.Empty).Select(SasText.Permission)],
        CanBackUp = Can(SasPurpose.Backup),
        CanRestore = Can(SasPurpose.Restore),
        CanList = Has('l', 'c'),
        CanDelete = new[] { Has('l', 'c'), Has('d', 'o'), Has('w', 'o') }.Contains(false) ? false : Has('d', 'o'),
        StartsOn = _sas.StartsOn,
        ExpiresOn = _sas.ExpiresOn,
        IsExpired = _sas.ExpiresOn is DateTime end ? end <= _now : null,
        ValidFor = _sas.ExpiresOn is DateTime last ? last > _now ? last - _now : TimeSpan.Zero : null,
        Protocol = Shown("spr") ?? "https,http",
        IPAddressOrRange = Shown("sip"),
        Policy = Shown("si"),
        ObjectId = Shown("skoid"),
        TenantId = Shown("sktid"),
        ServiceVersion = Shown("sv") ?? string.Empty,
        Problems = [.. Findings(purpose).Select(finding => finding.Words).Distinct()],
    };

    private SasTokenKind Kind => this switch
    {
        _ when _sas.Field("skoid") is not null => SasTokenKind.UserDelegation,
        _ when _sas.Field("ss") is not null && _sas.Field("sr") is null => SasTokenKind.Account,
        _ when _sas.HasStoredAccessPolicy => SasTokenKind.StoredAccessPolicy,
        _ when _sas.Field("sr") is not null => SasTokenKind.AccountKey,
        _ => SasTokenKind.Unknown,
    };

    private string Resource => Kind == SasTokenKind.Account ? "the storage account" : SasText.Resource(_sas.Field("sr"));

    // What a policy holds is not known here.
    private bool IsDecidedElsewhere => _sas.HasStoredAccessPolicy && (_sas.Permissions is null || _sas.ExpiresOn is null);

    private bool? Can(SasPurpose purpose) => Judge(purpose).Any(finding => finding.Refuses) ? false : IsDecidedElsewhere ? null : true;

    private bool? Has(char permission, char resourceType)
    {
        bool reaches = Kind == SasTokenKind.Account
            ? (_sas.Field("ss") ?? string.Empty).Contains('b') && (_sas.Field("srt") ?? string.Empty).Contains(resourceType)
            : _sas.Field("sr") == "c";
        if (!reaches || _sas.ExpiresOn <= _now || _sas.StartsOn > _now || (_sas.Permissions is string given && !given.Contains(permission))) return false;
        return IsDecidedElsewhere ? null : true;
    }

    private IEnumerable<SasFinding> Findings(SasPurpose? purpose)
    {
        if (purpose is SasPurpose asked) return Judge(asked);
        SasPurpose[] fitting = [.. new[] { SasPurpose.Backup, SasPurpose.Restore }.Where(Fits).Take(1)];
        return fitting.Length == 1 ? Judge(fitting[0]) : Judge(SasPurpose.Backup).Concat(Judge(SasPurpose.Restore));
    }

    private bool Fits(SasPurpose purpose) => _sas.Permissions is not string given || SasText.PermissionsFor(purpose).All(letter => given.Contains(letter));

    private IReadOnlyList<SasFinding> Judge(SasPurpose purpose) => SasJudgement.Of(_sas, purpose, _container, _now);

    private string? Shown(string field) => Redaction.OfOptionalText(_sas.Field(field));
}
