using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>Shows the streams as a console does, and asks what a cmdlet asks.</summary>
internal sealed class EngineUserInterface : PSHostUserInterface
{
    private const string Red = "\u001b[31m", Yellow = "\u001b[33m", Cyan = "\u001b[36m", Reset = "\u001b[0m";

    private readonly object _lock = new();
    private readonly HostOptions _options;
    private readonly HostRecord _record;
    private readonly ProgressDisplay _progress;
    private readonly StringBuilder _line = new();

    public EngineUserInterface(HostOptions options, HostRecord record)
    {
        _options = options;
        _record = record;
        _progress = new ProgressDisplay(options);
        RawUI = new EngineRawUserInterface(options.HasConsole);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => _options.IsTerminal;

    public override void Write(string value) => Append(value, colour: null, endLine: false);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Append(value, colour: null, endLine: false);

    public override void WriteLine(string value) => Append(value, colour: null, endLine: true);

    public override void WriteErrorLine(string value) => Append(value, Red, endLine: true);

    public override void WriteDebugLine(string message) => Append("DEBUG: " + message, Yellow, endLine: true);

    public override void WriteVerboseLine(string message) => Append("VERBOSE: " + message, Yellow, endLine: true);

    public override void WriteWarningLine(string message)
    {
        _record.AddWarning(message);
        Append("WARNING: " + message, Yellow, endLine: true);
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        _record.AddProgress(record);
        lock (_lock) _progress.Show(record);
    }

    /// <summary>The pipeline has ended, and its progress with it.</summary>
    public void EndProgress()
    {
        lock (_lock) _progress.Clear();
    }

    public override string ReadLine() => Answer("input");

    public override SecureString ReadLineAsSecureString()
    {
        var secure = new SecureString();
        foreach (char c in Answer("a secret")) secure.AppendChar(c);
        return secure;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Ask(caption, message);
        return descriptions.ToDictionary(field => field.Name, field => PSObject.AsPSObject(Answer(field.Name)));
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Ask(caption, message);
        string[] keys = [.. choices.Select(KeyOf)];
        Append(string.Join("  ", choices.Select((choice, i) => $"[{keys[i]}] {choice.Label.Replace("&", string.Empty, StringComparison.Ordinal)}")) + ": ", Cyan, endLine: false);
        while (true)
        {
            string answer = Answer("a choice").Trim();
            if (answer.Length == 0 && defaultChoice >= 0) return defaultChoice;
            int index = Array.FindIndex(keys, key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (index >= 0) return index;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException("This host asks for no credentials.");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new NotSupportedException("This host asks for no credentials.");

    private static string KeyOf(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark < 0 ? choice.Label : choice.Label.Substring(mark + 1, 1);
    }

    private void Ask(string caption, string message)
    {
        string question = string.IsNullOrEmpty(caption) ? message : caption + Environment.NewLine + message;
        _record.AddPrompt(question);
        Append(question, colour: null, endLine: true);
    }

    private string Answer(string what)
    {
        if (_options.Answers.TryDequeue(out string? scripted))
        {
            Append(scripted, colour: null, endLine: true);
            return scripted;
        }

        return _options.Input?.ReadLine() ?? throw new HostException($"Nobody is there to give {what}: the host is not interactive.");
    }

    private void Append(string value, string? colour, bool endLine)
    {
        // The engine's tables come with colours; a host takes them out where they cannot be shown.
        value = GetOutputString(value, _options.IsTerminal);
        lock (_lock)
        {
            _line.Append(value);
            if (endLine)
            {
                _record.AddText(_line.ToString());
                _line.Clear();
            }

            if (_options.Output is not TextWriter output) return;
            _progress.Hide();
            string shown = colour is not null && _options.IsTerminal ? colour + value + Reset : value;
            if (endLine) output.WriteLine(shown);
            else output.Write(shown);
            if (endLine) _progress.Redraw();
            output.Flush();
        }
    }
}
