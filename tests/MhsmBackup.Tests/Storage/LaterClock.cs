using System.Runtime.CompilerServices;
using MhsmBackup.Storage.Removal;

namespace MhsmBackup.Tests.Storage;

/// <summary>Storage gives its own times, so what a test has written is new. To a removal in this process it is an hour old.</summary>
internal static class LaterClock
{
    [ModuleInitializer]
    internal static void Set() => RemovalClock.UtcNow = () => DateTime.UtcNow.AddHours(1);
}
