using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace MhsmBackup.OtherModule;

/// <summary>Uses Azure.Core, Azure.Identity and System.Text.Json, and says which ones.</summary>
[Cmdlet(VerbsOther.Use, "OtherAzure")]
[OutputType(typeof(string))]
public sealed class UseOtherAzureCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var credential = new ClientSecretCredential("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "no secret");
        var policy = new BearerTokenAuthenticationPolicy(credential, "https://example.com/.default");
        HttpPipeline pipeline = HttpPipelineBuilder.Build(new Options(), policy);
        using HttpMessage message = pipeline.CreateMessage();
        string json = JsonSerializer.Serialize(new Dictionary<string, int> { ["answer"] = 42 });
        int answer = JsonSerializer.Deserialize<Dictionary<string, int>>(json)!["answer"];

        foreach (object used in new object[] { message, credential, new JsonSerializerOptions() }) WriteObject(Describe(used.GetType().Assembly));
        WriteObject($"other answer {answer}");
    }

    private static string Describe(Assembly assembly)
    {
        AssemblyName name = assembly.GetName();
        return $"other {name.Name} {name.Version} in {AssemblyLoadContext.GetLoadContext(assembly)!.Name}";
    }

    private sealed class Options : ClientOptions;
}
