using System.Collections;
using System.Management.Automation;
using System.Security;
using MhsmBackup.Secrets;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Makes a SecureString of a plain string, before the value is kept anywhere, and takes the secret out of an object that
/// carries one: what Get-AzAccessToken returns, what az account get-access-token prints, an object with a SasToken.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Properties = ["Token", "SasToken", "accessToken", "access_token"];

    /// <inheritdoc/>
    /// <exception cref="ArgumentTransformationMetadataException">There is no secret in it; what it is is not repeated, since there may be one after all.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null
        ? null
        : ToSecret(inputData) ?? throw new ArgumentTransformationMetadataException("Give a SecureString, a plain string, or an object with the property Token, SasToken or accessToken.");

    private static SecureString? ToSecret(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is SecureString secure) return secure;
        if (plain is string text) return SecureText.Protect(text);
        if (plain is null || plain.GetType().IsPrimitive) return null;
        object? inner = Properties.Select(name => plain is IDictionary dictionary ? dictionary[name] : PSObject.AsPSObject(value!).Properties[name]?.Value).FirstOrDefault(found => found is not null);
        return inner is null ? null : ToSecret(inner);
    }
}
