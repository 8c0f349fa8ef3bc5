using System.Management.Automation;
using System.Text.RegularExpressions;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Help;

/// <summary>The help in the assembled module, as Get-Help finds it in the real engine, says what the pages say.</summary>
public sealed partial class BuiltHelpTests : IDisposable
{
    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());

    public static TheoryData<string> Pages => CmdletPageTests.Pages;

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Get_Help_says_what_the_page_says(string name)
    {
        CmdletPage page = CmdletPage.Of(name);
        PSObject help = Assert.Single(_session.Invoke($"Get-Help {name} -Full").Output);
        Assert.Equal(Plain(page.Synopsis), Plain(TextOf(help.Properties["Synopsis"].Value)));
        Assert.Equal(Plain(page.Description), Plain(TextOf(help.Properties["description"].Value)));

        PSObject[] parameters = Members(help, "parameters", "parameter");
        Assert.Equal(page.Parameters.Keys.Order(), parameters.Select(parameter => TextOf(parameter.Properties["name"].Value)).Order());
        foreach (PSObject parameter in parameters)
            Assert.Equal(Plain(page.Parameters[TextOf(parameter.Properties["name"].Value)].Text), Plain(TextOf(parameter.Properties["description"].Value)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Get_Help_shows_every_example(string name)
    {
        CmdletPage page = CmdletPage.Of(name);
        PSObject help = Assert.Single(_session.Invoke($"Get-Help {name} -Examples").Output);
        PSObject[] examples = Members(help, "examples", "example");
        Assert.Equal(page.Examples.Select(example => example.Title), examples.Select(example => TextOf(example.Properties["title"].Value).Trim('-', ' ')));
        Assert.All(page.Examples.Zip(examples), pair => Assert.Contains(Plain(pair.First.Code), Plain(Everything(pair.Second)), StringComparison.Ordinal));
    }

    // Get-Help -Online opens the first link, and refuses one that is no web address; platyPS trips over it as well.
    [Theory]
    [MemberData(nameof(Pages))]
    public void The_first_related_link_is_one_that_Get_Help_can_open(string name)
    {
        PSObject help = Assert.Single(_session.Invoke($"Get-Help {name} -Full").Output);
        string address = TextOf(Members(help, "relatedLinks", "navigationLink").Select(link => link.Properties["uri"].Value).First(uri => TextOf(uri).Length > 0));
        Assert.StartsWith("https://learn.microsoft.com/", address, StringComparison.Ordinal);
    }

    [Fact]
    public void The_about_topic_is_in_the_module() =>
        Assert.Contains("SHORT DESCRIPTION", File.ReadAllText(Path.Combine(Path.GetDirectoryName(ModulePath.Find())!, "en-US", "about_MhsmBackup.help.txt")), StringComparison.Ordinal);

    private static PSObject[] Members(PSObject parent, string list, string item)
    {
        // A cmdlet without parameters has none in its help.
        if (parent.Properties[list]?.Value is not object found || PSObject.AsPSObject(found).Properties[item]?.Value is not object value) return [];
        return [.. LanguagePrimitives.GetEnumerable(value)?.Cast<object>().Select(PSObject.AsPSObject) ?? [PSObject.AsPSObject(value)]];
    }

    // A text of the help is a string, or a list of objects that have one each.
    private static string TextOf(object? value) => value switch
    {
        null => string.Empty,
        PSObject { BaseObject: string text } => text,
        string text => text,
        _ when LanguagePrimitives.GetEnumerable(value) is System.Collections.IEnumerable list => string.Join("\n\n", list.Cast<object>().Select(TextOf)),
        _ => TextOf(PSObject.AsPSObject(value).Properties["Text"]?.Value),
    };

    private static string Everything(PSObject example) => string.Join('\n', example.Properties.Select(property => TextOf(property.Value)));

    private static string Plain(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
