using System.Management.Automation;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>What a host was given to show. Safe to read while it is written.</summary>
public sealed class HostRecord
{
    private readonly object _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _prompts = [];
    private readonly List<ProgressRecord> _progress = [];

    /// <summary>Every line of text, of every stream, in order.</summary>
    public IReadOnlyList<string> Lines => Copy(_lines);

    /// <summary>The warnings, without their label.</summary>
    public IReadOnlyList<string> Warnings => Copy(_warnings);

    /// <summary>The questions that were asked.</summary>
    public IReadOnlyList<string> Prompts => Copy(_prompts);

    /// <summary>The progress records.</summary>
    public IReadOnlyList<ProgressRecord> Progress => Copy(_progress);

    internal void AddText(string text) => Add(_lines, text);

    internal void AddWarning(string text) => Add(_warnings, text);

    internal void AddPrompt(string text) => Add(_prompts, text);

    internal void AddProgress(ProgressRecord record) => Add(_progress, record);

    private void Add<T>(List<T> list, T item)
    {
        lock (_lock) list.Add(item);
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock) return [.. list];
    }
}
