using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Help;

/// <summary>The pages say what the cmdlets are: neither may change without the other.</summary>
public sealed partial class CmdletPageTests : IDisposable
{
    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());
    private readonly CmdletInfo[] _commands;

    public CmdletPageTests() =>
        _commands = [.. _session.Invoke("Get-Command -Module MhsmBackup").Output.Select(command => (CmdletInfo)command.BaseObject)];

    public static TheoryData<string> Pages => [.. CmdletPage.All.Select(page => page.Name)];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() =>
        Assert.Equal(_commands.Select(command => command.Name).Order(), CmdletPage.All.Select(page => page.Name).Order());

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_the_parameters_of_its_cmdlet(string name)
    {
        CmdletPage page = CmdletPage.Of(name);
        CmdletInfo command = Command(name);
        string[] expected = [.. command.Parameters.Keys.Except(Cmdlet.CommonParameters).Order()];
        Assert.Equal(expected, page.Parameters.Keys.Order());
        foreach (string parameter in expected) Assert.Equal(Describe(command, parameter), Describe(command, parameter, page.Parameters[parameter]));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_explains_itself_and_each_of_its_parameters(string name)
    {
        CmdletPage page = CmdletPage.Of(name);
        Assert.DoesNotContain("{{", page.Text, StringComparison.Ordinal);
        Assert.NotEmpty(page.Synopsis);
        Assert.NotEmpty(page.Description);
        Assert.All(page.Parameters, parameter => Assert.NotEmpty(parameter.Value.Text));
        Assert.True(page.Examples.Count >= 3, $"{page.Examples.Count} examples");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_s_syntax_names_every_parameter_set(string name)
    {
        CommandParameterSetInfo[] sets = [.. Command(name).ParameterSets];
        foreach (CommandParameterSetInfo set in sets.Where(_ => sets.Length > 1))
            Assert.Contains($"### {set.Name}{(set.IsDefault ? " (Default)" : string.Empty)}\n", CmdletPage.Of(name).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_parse_and_use_parameters_that_exist(string name)
    {
        foreach (CmdletPage.Example example in CmdletPage.Of(name).Examples)
        {
            ScriptBlockAst script = Parser.ParseInput(example.Code, out _, out ParseError[] errors);
            Assert.Empty(errors);
            CommandAst[] calls = [.. script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Where(call => call.GetCommandName().Contains("-Mhsm", StringComparison.Ordinal))];
            Assert.NotEmpty(calls);
            foreach (CommandAst call in calls)
            {
                CmdletInfo command = Command(call.GetCommandName());
                foreach (CommandParameterAst parameter in call.CommandElements.OfType<CommandParameterAst>())
                    Assert.True(command.Parameters.ContainsKey(parameter.ParameterName), $"{example}: -{parameter.ParameterName}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Output_types_and_error_ids_are_those_of_the_code(string name)
    {
        CmdletPage page = CmdletPage.Of(name);
        Assert.All(Command(name).OutputType, type => Assert.Contains($"### {type.Name}\n", page.Text, StringComparison.Ordinal));

        string notes = page.Text[page.Text.IndexOf("## NOTES", StringComparison.Ordinal)..];
        string errors = notes[notes.IndexOf("by the first part of FullyQualifiedErrorId:", StringComparison.Ordinal)..];
        string[] said = [.. CamelCase().Matches(errors).Select(match => match.Value)];
        Assert.NotEmpty(said);
        Assert.Empty(said.Except(ErrorIds()).Except(["FullyQualifiedErrorId"]));
    }

    [Fact]
    public void The_about_topic_explains_every_error_and_no_other()
    {
        string about = File.ReadAllText(SourceTree.PathOf("docs", "en-US", "about_MhsmBackup.help.txt")).ReplaceLineEndings("\n");
        int errors = about.IndexOf("\n  ERRORS\n", StringComparison.Ordinal);
        string[] explained = [.. ErrorEntry().Matches(about[errors..]).Select(match => match.Groups["id"].Value)];
        Assert.Equal(ErrorIds().Order(), explained.Order());
        Assert.DoesNotContain(about.Split('\n'), line => line.Length > 80);
    }

    private static string[] ErrorIds() =>
        [.. typeof(MhsmErrorId).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private static string Describe(CmdletInfo command, string name)
    {
        ParameterMetadata parameter = command.Parameters[name];
        IEnumerable<string> values = parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues);
        IEnumerable<string> sets = from set in command.ParameterSets
            let inSet = set.Parameters.SingleOrDefault(candidate => candidate.Name == name)
            where inSet is not null
            orderby set.Name
            select Line(set.Name, inSet.Position < 0 ? "Named" : inSet.Position.ToString(CultureInfo.InvariantCulture), inSet.IsMandatory, inSet.ValueFromPipeline, inSet.ValueFromPipelineByPropertyName);
        return Whole(name, parameter.ParameterType.ToString(), parameter.Aliases, values, sets);
    }

    private static string Describe(CmdletInfo command, string name, CmdletPage.Parameter parameter)
    {
        IEnumerable<string> sets = parameter.ParameterSets
            .SelectMany(set => set.Name == CmdletPage.ParameterInSet.AllSets ? command.ParameterSets.Select(each => set with { Name = each.Name }) : [set])
            .OrderBy(set => set.Name)
            .Select(set => Line(set.Name, set.Position, set.IsRequired, set.ValueFromPipeline, set.ValueFromPipelineByPropertyName));
        // An enumeration's values are its type's own: the page may repeat them.
        IEnumerable<string> values = command.Parameters[name].ParameterType.IsEnum ? [] : parameter.AcceptedValues;
        return Whole(name, parameter.Type, parameter.Aliases, values, sets);
    }

    private static string Whole(string name, string type, IEnumerable<string> aliases, IEnumerable<string> values, IEnumerable<string> sets) =>
        $"-{name} {type} aliases: {string.Join(' ', aliases.Order())} values: {string.Join(' ', values.Order())}\n{string.Join('\n', sets)}";

    private static string Line(string set, string position, bool isRequired, bool fromPipeline, bool byName) =>
        $"{set}: position {position}, required {isRequired}, pipeline {fromPipeline}, by name {byName}";

    private CmdletInfo Command(string name) => _commands.Single(command => command.Name == name);

    [GeneratedRegex("(?<![-_A-Za-z])[A-Z][a-z]+(?:[A-Z][a-z]+)+\\b")]
    private static partial Regex CamelCase();

    [GeneratedRegex("^      (?<id>[A-Z][A-Za-z]+)$", RegexOptions.Multiline)]
    private static partial Regex ErrorEntry();
}
