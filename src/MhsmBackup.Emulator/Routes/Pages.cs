using System.Globalization;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Routes;

/// <summary>Cuts a list into pages.</summary>
internal static class Pages
{
    private const int Longest = 25;

    internal static ListPage<T> Of<T>(HsmCall call, IEnumerable<T> all)
    {
        int size = Number(call, "maxresults") ?? Longest;
        if (size is < 1 or > Longest)
        {
            throw ServiceException.BadParameter($"maxresults must be between 1 and {Longest}.");
        }

        int start = Number(call, "$skiptoken") ?? 0;
        T[] page = [.. all.Skip(start).Take(size + 1)];
        string? next = page.Length > size
            ? string.Create(CultureInfo.InvariantCulture, $"{call.BaseUri}{call.Request.Path}?api-version={call.Version}&$skiptoken={start + size}&maxresults={size}")
            : null;
        return new ListPage<T>([.. page.Take(size)], next);
    }

    private static int? Number(HsmCall call, string name)
    {
        string? text = call.Request.Query[name];
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw ServiceException.BadParameter($"{name} must be a number.");
    }
}
