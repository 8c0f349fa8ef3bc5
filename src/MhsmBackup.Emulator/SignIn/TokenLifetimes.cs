namespace MhsmBackup.Emulator.SignIn;

/// <summary>How long the tokens are good that are issued from now on.</summary>
internal sealed class TokenLifetimes
{
    internal TimeSpan Access
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            field = TimeSpan.FromSeconds(Math.Floor(value.TotalSeconds));
        }
    } = TimeSpan.FromHours(1);
}
