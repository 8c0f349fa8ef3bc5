using System.Text.Json.Serialization;
using MhsmBackup.Service.Wire;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The wire types' serialization, made at compile time.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ListBody<SubscriptionBody>), TypeInfoPropertyName = "Subscriptions")]
[JsonSerializable(typeof(ListBody<StorageAccountBody>), TypeInfoPropertyName = "StorageAccounts")]
[JsonSerializable(typeof(StorageAccountBody))]
[JsonSerializable(typeof(BlobServiceBody))]
[JsonSerializable(typeof(ContainerBody))]
[JsonSerializable(typeof(ManagementPolicyBody))]
[JsonSerializable(typeof(AccountKeysBody))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class ManagementJson : JsonSerializerContext;
