using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using MhsmBackup.Rehearsal;
using YamlDotNet.RepresentationModel;

namespace MhsmBackup.Tests.Workflows;

/// <summary>The workflows do nothing that cannot be done at a desk: every command is a task of build.ps1.</summary>
public sealed partial class WorkflowTests
{
    // What only the place where a workflow runs can do.
    private static readonly string[] Allowed = ["gh release create $env:RELEASE_TAG --verify-tag --generate-notes (Get-Item out/packages/*)"];

    private static readonly ParamBlockAst Build = Parser.ParseFile(SourceTree.PathOf("build.ps1"), out _, out _).ParamBlock;

    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(SourceTree.PathOf(".github", "workflows"), "*.yml").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_command_is_a_task_that_exists(string file)
    {
        string[] tasks = [.. TasksOf(Build)];
        string[] parameters = [.. Build.Parameters.Select(parameter => parameter.Name.VariablePath.UserPath)];
        Assert.Contains("Build", tasks);
        foreach (string command in Scalars(Load(file), "run").Except(Allowed))
        {
            Match call = BuildCall().Match(command);
            Assert.True(call.Success, command);
            Assert.All(call.Groups["task"].Value.Split(", "), task => Assert.Contains(task, tasks));
            Assert.All(call.Groups["parameter"].Captures.Select(capture => capture.Value), parameter => Assert.Contains(parameter, parameters));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_workflow_may_only_read_unless_a_job_asks_for_more(string file)
    {
        var permissions = Assert.IsType<YamlMappingNode>(Load(file)["permissions"]);
        Assert.Equal(["contents: read"], permissions.Children.Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_has_a_major_version(string file) =>
        Assert.All(Scalars(Load(file), "uses"), action => Assert.Matches(@"^(actions/[\w-]+@v\d+|\./\.github/workflows/ci\.yml)$", action));

    [Fact]
    public void A_change_is_built_tested_analyzed_and_packed_in_both_shells()
    {
        YamlMappingNode workflow = Load("ci.yml");
        Assert.Equal(
            ["Build", "Test", "Rehearse", "Pester", "Analyze", "CheckDocs", "Package"],
            Scalars(workflow, "run").Select(command => BuildCall().Match(command).Groups["task"].Value));
        Assert.Equal(["powershell", "pwsh"], Scalars(workflow["jobs"], "shell").Where(shell => !shell.Contains('$', StringComparison.Ordinal)).Distinct().Order());
    }

    [Fact]
    public void A_release_is_checked_before_it_is_published_and_its_key_comes_from_an_environment()
    {
        YamlNode jobs = Load("release.yml")["jobs"];
        YamlNode publish = jobs["publish"];
        Assert.Equal("check", publish["needs"].ToString());
        Assert.Equal("tag", jobs["check"]["needs"].ToString());
        Assert.NotEmpty(publish["environment"].ToString());
        Assert.Contains(Scalars(publish, "run"), command => command.Contains("-ReleaseTag $env:RELEASE_TAG -ApiKey $env:GALLERY_API_KEY", StringComparison.Ordinal));
        Assert.DoesNotContain("secrets.", jobs["tag"].ToString() + jobs["check"], StringComparison.Ordinal);
    }

    private static YamlMappingNode Load(string file)
    {
        using StreamReader text = File.OpenText(SourceTree.PathOf(".github", "workflows", file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<string> Scalars(YamlNode node, string key) => node.AllNodes.OfType<YamlMappingNode>()
        .Where(mapping => mapping.Children.ContainsKey(key))
        .Select(mapping => mapping[key]).OfType<YamlScalarNode>()
        .Select(scalar => scalar.Value!.Trim());

    private static IEnumerable<string> TasksOf(ParamBlockAst parameters) => parameters.Parameters.Single(parameter => parameter.Name.VariablePath.UserPath == "Task")
        .Attributes.OfType<AttributeAst>().Single(attribute => attribute.TypeName.Name == "ValidateSet")
        .PositionalArguments.OfType<StringConstantExpressionAst>().Select(argument => argument.Value);

    [GeneratedRegex(@"^\./build\.ps1 -Task (?<task>\w+(, \w+)*)( -(?<parameter>\w+) \$env:\w+)*$")]
    private static partial Regex BuildCall();
}
