using System.Text.Json;
using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>One lifecycle rule.</summary>
internal sealed class LifecycleRuleBody
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>A rule that does not say it is on.</summary>
    [JsonPropertyName("enabled")]
    public bool? Enabled { get; init; }

    [JsonPropertyName("definition")]
    public DefinitionBody? Definition { get; init; }

    public sealed class DefinitionBody
    {
        [JsonPropertyName("actions")]
        public ActionsBody? Actions { get; init; }

        [JsonPropertyName("filters")]
        public FiltersBody? Filters { get; init; }
    }

    public sealed class ActionsBody
    {
        /// <summary>The action's name (tierToCool, tierToArchive, delete, …) and when it is taken, which has several forms.</summary>
        [JsonPropertyName("baseBlob")]
        public IReadOnlyDictionary<string, JsonElement>? BaseBlob { get; init; }
    }

    public sealed class FiltersBody
    {
        /// <summary>Each begins with a container's name.</summary>
        [JsonPropertyName("prefixMatch")]
        public IReadOnlyList<string>? PrefixMatch { get; init; }

        [JsonPropertyName("blobTypes")]
        public IReadOnlyList<string>? BlobTypes { get; init; }

        /// <summary>Tags that a blob must have. The service's own blobs have none.</summary>
        [JsonPropertyName("blobIndexMatch")]
        public IReadOnlyList<JsonElement>? BlobIndexMatch { get; init; }
    }
}
