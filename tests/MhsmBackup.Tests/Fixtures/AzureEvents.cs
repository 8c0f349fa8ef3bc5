using System.Collections.ObjectModel;
using System.Diagnostics.Tracing;

namespace MhsmBackup.Tests.Fixtures;

/// <summary>What Azure's libraries would write into a log.</summary>
internal sealed class AzureEvents : EventListener
{
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts) return [.. _texts];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // Storage's clients share the source, and their requests are the emulator's, not the module's.
        if (eventSource.Name is "Azure-Core" or "Azure-Identity") EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        string text = string.Join(' ', eventData.Payload ?? new ReadOnlyCollection<object?>([]));
        lock (_texts) _texts.Add(text);
    }
}
