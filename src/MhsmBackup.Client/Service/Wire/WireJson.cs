using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>The wire types' serialization, made at compile time. Null members of a request are left out.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(StorageBody))]
[JsonSerializable(typeof(RestoreBody))]
[JsonSerializable(typeof(SelectiveKeyRestoreBody))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyListBody))]
internal sealed partial class WireJson : JsonSerializerContext;
