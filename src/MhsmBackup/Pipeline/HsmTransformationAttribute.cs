using System.Collections;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Takes the address of an HSM out of an object that has one: a job, a backup, what Get-AzKeyVaultManagedHsm returns. The
/// address goes before the name: only it names the cloud.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HsmTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Properties = ["HsmUri", "HsmName", "VaultUri", "VaultName"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is string or null) return inputData;
        if (plain is IList list) return list.Cast<object?>().Select(item => AddressOf(item) ?? item?.ToString()).ToArray();
        return AddressOf(inputData) ?? inputData;
    }

    private static string? AddressOf(object? item)
    {
        object? plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (plain is string text) return text;
        if (plain is Uri uri) return uri.OriginalString;
        if (plain is null) return null;
        foreach (string name in Properties)
        {
            object? value = plain is IDictionary dictionary ? dictionary[name] : PSObject.AsPSObject(item!).Properties[name]?.Value;
            string? address = value is null ? null : AddressOf(value);
            if (!string.IsNullOrEmpty(address)) return address;
        }

        return null;
    }
}
