using MhsmBackup.Errors;

namespace MhsmBackup.Service;

/// <summary>An identity of one cloud is nobody in another.</summary>
internal static class CloudMismatch
{
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.CloudMismatch"/>: they are not the same.</exception>
    public static void Refuse(ManagedHsmCloud wanted, ManagedHsmCloud signedInTo)
    {
        if (wanted == signedInTo) return;
        throw new MhsmInputException(
            MhsmErrorId.CloudMismatch,
            $"The HSM is in {wanted}, and this session is signed in to {signedInTo}. Sign in there: Connect-Mhsm -Cloud {wanted}.");
    }
}
