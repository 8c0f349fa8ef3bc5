using System.Management.Automation.Host;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>The size and colours of a console, or the refusal of a host that has none.</summary>
internal sealed class EngineRawUserInterface(bool hasConsole) : PSHostRawUserInterface
{
    private const int Width = 120, Height = 50;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize
    {
        get => hasConsole ? new Size(Width, 1000) : throw NoConsole();
        set { }
    }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override bool KeyAvailable => hasConsole ? false : throw NoConsole();

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Size MaxWindowSize => WindowSize;

    public override Coordinates WindowPosition { get; set; }

    public override Size WindowSize
    {
        get => hasConsole ? new Size(Width, Height) : throw NoConsole();
        set { }
    }

    public override string WindowTitle { get; set; } = string.Empty;

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoConsole();

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NoConsole();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NoConsole();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoConsole();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
    }

    private static HostException NoConsole() => new("This host has no console.");
}
