using System.Management.Automation;
using System.Security;
using MhsmBackup.Secrets;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Makes a SecureString of a plain string, before the value is kept anywhere, and takes the secret out of an object that
/// carries one as Token (what Get-AzAccessToken returns) or SasToken.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => ToSecret(inputData) ?? inputData;

    private static SecureString? ToSecret(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is SecureString secure) return secure;
        if (plain is string text) return SecureText.Protect(text);
        if (value is null) return null;
        object? inner = PSObject.AsPSObject(value).Properties["Token"]?.Value ?? PSObject.AsPSObject(value).Properties["SasToken"]?.Value;
        return inner is null ? null : ToSecret(inner);
    }
}
