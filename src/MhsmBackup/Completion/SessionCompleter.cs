using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Completion;

/// <summary>
/// Completes a parameter from the defaults, the jobs and the listed backups of this session: but for the names of keys nothing
/// is asked of a service, so it takes no time, needs no sign-in and cannot fail.
/// </summary>
public abstract class SessionCompleter : IArgumentCompleter
{
    /// <summary>The values that begin with what was typed, newest first, each once.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What was typed of the value.</param>
    /// <param name="commandAst">The command as typed.</param>
    /// <param name="fakeBoundParameters">The other parameters, as far as they are literal.</param>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = (wordToComplete ?? string.Empty).Trim('\'', '"');
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string? value, string tip) in Candidates(fakeBoundParameters ?? new Hashtable()))
        {
            if (value is null || !value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || !seen.Add(value)) continue;
            yield return new CompletionResult(value, value, CompletionResultType.ParameterValue, tip);
        }
    }

    /// <summary>The default that Connect-Mhsm has set, or null.</summary>
    private protected virtual string? DefaultOf(MhsmContext context) => null;

    /// <summary>What a job has to offer, or null.</summary>
    private protected abstract string? ValueOf(MhsmJob job, IDictionary given);

    /// <summary>What there is besides, and what to say of it.</summary>
    private protected virtual IEnumerable<(string Value, string Tip)> Others(IDictionary given) => [];

    /// <summary>A listed backup, in words.</summary>
    private protected static string TipOf(ListedBackup backup) => $"{backup.HsmName}, {backup.Time:u}, in {backup.ContainerUri}";

    private IEnumerable<(string? Value, string Tip)> Candidates(IDictionary given)
    {
        if (MhsmSession.Current.Context is MhsmContext context) yield return (DefaultOf(context), "The default of this session");
        foreach (MhsmJob job in SessionJobs.All().Reverse()) yield return (ValueOf(job, given), job.ToString());
        foreach ((string value, string tip) in Others(given)) yield return (value, tip);
    }

    /// <summary>Whether a parameter is not given yet, or is as the job has it.</summary>
    private protected static bool Fits(IDictionary given, string parameter, params string[] values) =>
        given[parameter] is not object text || values.Contains(text.ToString(), StringComparer.OrdinalIgnoreCase);
}
