using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using YamlDotNet.RepresentationModel;

namespace MhsmBackup.Tests.Help;

/// <summary>The guides: every script parses and uses parameters that exist, every YAML parses, every link leads somewhere.</summary>
public sealed partial class GuideTests : IDisposable
{
    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());

    public static TheoryData<string> Guides => [.. Directory.GetFiles(SourceTree.PathOf("docs", "guides"), "*.md").Select(file => Path.GetFileName(file)).Order()];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Guides))]
    public void Every_script_parses_and_uses_parameters_that_exist(string guide)
    {
        string text = Read(guide);
        string[] scripts = [.. Fences(text, "powershell"), .. Fences(text, "yaml").SelectMany(yaml => Strings(yaml)).Where(value => value.Contains("-Mhsm", StringComparison.Ordinal))];
        Assert.NotEmpty(scripts);
        Dictionary<string, CmdletInfo> cmdlets = _session.Invoke("Get-Command -Module MhsmBackup").Output.Select(command => (CmdletInfo)command.BaseObject).ToDictionary(command => command.Name);
        foreach (string script in scripts)
        {
            ScriptBlockAst ast = Parser.ParseInput(script, out _, out ParseError[] errors);
            Assert.Empty(errors);
            foreach (CommandAst call in ast.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                if (call.GetCommandName()?.Contains("-Mhsm", StringComparison.Ordinal) != true) continue;
                CmdletInfo cmdlet = Assert.Contains(call.GetCommandName(), cmdlets);
                foreach (CommandParameterAst parameter in call.CommandElements.OfType<CommandParameterAst>())
                    Assert.True(cmdlet.Parameters.ContainsKey(parameter.ParameterName), $"{cmdlet.Name} -{parameter.ParameterName}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Every_error_that_a_guide_names_is_one_of_the_module_s(string guide)
    {
        string text = Read(guide);
        string[] named = [.. ErrorCell().Matches(text[text.IndexOf("\n## When it fails", StringComparison.Ordinal)..]).SelectMany(row => Quoted().Matches(row.Groups["cell"].Value)).Select(match => match.Groups["id"].Value)];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(typeof(MhsmErrorId).GetFields().Select(field => (string)field.GetRawConstantValue()!)));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Every_link_within_the_project_leads_to_a_file(string guide) =>
        Assert.All(Link().Matches(Read(guide)).Select(match => match.Groups["path"].Value), path => Assert.True(File.Exists(SourceTree.PathOf("docs", "guides", path)), path));

    [Theory]
    [MemberData(nameof(Guides))]
    public void A_guide_says_which_role_is_needed_and_how_it_is_given(string guide) =>
        Assert.Contains("az keyvault role assignment create --hsm-name contoso-hsm --role \"Managed HSM Backup\"", Read(guide), StringComparison.Ordinal);

    private static string Read(string guide) => File.ReadAllText(SourceTree.PathOf("docs", "guides", guide)).ReplaceLineEndings("\n");

    // A fence may be indented, below a numbered step.
    private static IEnumerable<string> Fences(string text, string language) => Fence().Matches(text)
        .Where(match => match.Groups["language"].Value == language)
        .Select(match => string.Join('\n', match.Groups["code"].Value.Split('\n').Select(line => line.StartsWith(match.Groups["indent"].Value, StringComparison.Ordinal) ? line[match.Groups["indent"].Length..] : line)));

    private static IEnumerable<string> Strings(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlScalarNode>().Select(node => node.Value ?? string.Empty);
    }

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]*)\n(?<code>.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^\\| (?<cell>`[^|]*) \\|", RegexOptions.Multiline)]
    private static partial Regex ErrorCell();

    [GeneratedRegex("`(?<id>[A-Za-z]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("\\]\\((?<path>[^):#]+\\.md)")]
    private static partial Regex Link();
}
