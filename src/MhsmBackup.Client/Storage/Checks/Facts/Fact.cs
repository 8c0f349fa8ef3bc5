using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Something that was read, or why it was not.</summary>
internal sealed class Fact<T>
{
    private readonly T? _value;

    private Fact(bool isKnown, T? value, string why, string? remedy, string? errorId)
    {
        IsKnown = isKnown;
        _value = value;
        Why = why;
        Remedy = remedy;
        ErrorId = errorId;
    }

    public bool IsKnown { get; }

    public T Value => IsKnown ? _value! : throw new InvalidOperationException("The fact is not known.");

    /// <summary>Why it is not known, in words.</summary>
    public string Why { get; }

    /// <summary>What would make it known; null when nothing can be said.</summary>
    public string? Remedy { get; }

    /// <summary>The error that kept it from being known; null when nothing was tried.</summary>
    public string? ErrorId { get; }

    public static Fact<T> Of(T value) => new(isKnown: true, value, string.Empty, remedy: null, errorId: null);

    public static Fact<T> Unknown(string why, string? remedy = null, string? errorId = null) => new(isKnown: false, default, why, remedy, errorId);

    /// <summary>An error's first line says what was wrong, the rest what to do.</summary>
    public static Fact<T> Unknown(MhsmException error)
    {
        string[] parts = error.Message.Split(['\n'], 2);
        return Unknown(parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : null, error.ErrorId);
    }

    public Fact<TOther> As<TOther>(Func<T, TOther> select) => IsKnown ? Fact<TOther>.Of(select(Value)) : Fact<TOther>.Unknown(Why, Remedy, ErrorId);

    /// <summary>Reads something, where an error is an answer too.</summary>
    public static async Task<Fact<T>> ReadAsync(Func<Task<T>> read)
    {
        try
        {
            return Of(await read().ConfigureAwait(false));
        }
        catch (MhsmException e)
        {
            return Unknown(e);
        }
    }
}
