using System.Collections;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Takes the names of keys out of objects that have one: what Get-AzKeyVaultKey returns, a job of a restore. An object without
/// one is no name, so that a backup by the pipeline is not taken for a key.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Properties = ["KeyName", "Name"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain is IList list ? list.Cast<object?>().Select(NameOf).ToArray() : NameOf(inputData);
    }

    private static object? NameOf(object? item)
    {
        object? plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (plain is null or string or ValueType) return plain;
        foreach (string name in Properties)
        {
            object? value = plain is IDictionary dictionary ? dictionary[name] : PSObject.AsPSObject(item!).Properties[name]?.Value;
            if (value is PSObject inner) value = inner.BaseObject;
            if (value is string { Length: > 0 }) return value;
        }

        throw new ArgumentTransformationMetadataException($"A {PSObject.AsPSObject(item!).TypeNames[0]} has no KeyName.");
    }
}
