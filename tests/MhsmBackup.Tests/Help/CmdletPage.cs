using System.Text.RegularExpressions;
using MhsmBackup.Rehearsal;
using YamlDotNet.Serialization;

namespace MhsmBackup.Tests.Help;

/// <summary>A cmdlet's page in docs/cmdlets: platyPS markdown, read as far as it is checked.</summary>
internal sealed partial class CmdletPage
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().IgnoreUnmatchedProperties().Build();

    private CmdletPage(string name, string text)
    {
        Name = name;
        Text = text;
        Dictionary<string, string> sections = Split(text, "## ");
        Synopsis = sections["SYNOPSIS"].Trim();
        Description = sections["DESCRIPTION"].Trim();
        Examples = [.. Split(sections["EXAMPLES"], "### ").Select(pair => new Example(name, pair.Key, Fence().Match(pair.Value).Groups["code"].Value.TrimEnd()))];
        Parameters = Split(sections["PARAMETERS"], "### ").Where(pair => pair.Key.StartsWith('-')).ToDictionary(pair => pair.Key[1..], pair => Parameter.Read(pair.Value));
    }

    public static IReadOnlyList<CmdletPage> All { get; } =
        [.. Directory.GetFiles(SourceTree.PathOf("docs", "cmdlets"), "*-*.md").Order().Select(file => new CmdletPage(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file).ReplaceLineEndings("\n")))];

    public string Name { get; }

    public string Text { get; }

    public string Synopsis { get; }

    public string Description { get; }

    public IReadOnlyList<Example> Examples { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters { get; }

    /// <summary>The page of one cmdlet.</summary>
    public static CmdletPage Of(string cmdlet) => All.Single(page => page.Name == cmdlet);

    public override string ToString() => Name;

    // Headings of one depth and what stands below each; '#' inside a code fence is no heading.
    private static Dictionary<string, string> Split(string text, string heading)
    {
        var sections = new Dictionary<string, string>();
        string? current = null;
        bool isCode = false;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            if (!isCode && line.StartsWith(heading, StringComparison.Ordinal)) sections.Add(current = line[heading.Length..].Trim(), string.Empty);
            else if (current is not null) sections[current] += line + "\n";
        }

        return sections;
    }

    [GeneratedRegex("```powershell\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^(?<text>.*?)```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ParameterBlock();

    /// <summary>An example: its title and its lines.</summary>
    public sealed record Example(string Cmdlet, string Title, string Code)
    {
        public override string ToString() => $"{Cmdlet}, {Title}";
    }

    /// <summary>What a page says of a parameter.</summary>
    public sealed class Parameter
    {
        public string Text { get; private set; } = string.Empty;

        public string Type { get; set; } = string.Empty;

        public List<string> Aliases { get; set; } = [];

        public List<ParameterInSet> ParameterSets { get; set; } = [];

        public List<string> AcceptedValues { get; set; } = [];

        public static Parameter Read(string section)
        {
            Match match = ParameterBlock().Match(section);
            Parameter parameter = Yaml.Deserialize<Parameter>(match.Groups["yaml"].Value);
            parameter.Text = match.Groups["text"].Value.Trim();
            return parameter;
        }
    }

    /// <summary>A parameter in one parameter set, or in all of them.</summary>
    public sealed record ParameterInSet
    {
        public const string AllSets = "(All)";

        public string Name { get; set; } = string.Empty;

        public string Position { get; set; } = string.Empty;

        public bool IsRequired { get; set; }

        public bool ValueFromPipeline { get; set; }

        public bool ValueFromPipelineByPropertyName { get; set; }
    }
}
