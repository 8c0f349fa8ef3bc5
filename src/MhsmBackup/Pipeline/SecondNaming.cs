using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using MhsmBackup.Errors;
using MhsmBackup.Service;

namespace MhsmBackup.Pipeline;

/// <summary>The second naming of an HSM that is about to be wiped: a slip is not made twice.</summary>
internal static class SecondNaming
{
    private const string Field = "Name";

    /// <summary>Lets a person type the HSM's name.</summary>
    /// <param name="ui">The host's.</param>
    /// <param name="hsm">The HSM.</param>
    /// <param name="sources">The names of the HSMs whose backups would be restored into it.</param>
    /// <returns>What was typed.</returns>
    public static string? Ask(PSHostUserInterface ui, ManagedHsmAddress hsm, IEnumerable<string> sources)
    {
        Dictionary<string, PSObject> answers = ui.Prompt(
            $"Restore drill into {hsm.Uri}",
            $"Everything that {hsm.Name} holds is wiped and replaced by the backups of {string.Join(", ", sources)}, one after the other. To go on, type the name of the drill HSM: {hsm.Name}",
            new Collection<FieldDescription> { new(Field) });
        return answers.TryGetValue(Field, out PSObject? typed) ? typed?.BaseObject as string : null;
    }

    /// <summary>Refuses a second name that is not the HSM's.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <param name="second">Its name or URL once more.</param>
    /// <param name="parse">Reads a name or URL.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.DrillDestinationRefused"/>.</exception>
    public static void Demand(ManagedHsmAddress hsm, string? second, Func<string, ManagedHsmAddress> parse)
    {
        if (!IsSame(hsm, second?.Trim() ?? string.Empty, parse))
        {
            throw new MhsmInputException(
                MhsmErrorId.DrillDestinationRefused,
                $"The second name is not that of {hsm.Name}, and nothing was sent. A drill wipes what its destination holds: give -ConfirmDestinationHsm {hsm.Name} if it is the one for drills.");
        }
    }

    private static bool IsSame(ManagedHsmAddress hsm, string second, Func<string, ManagedHsmAddress> parse)
    {
        if (second.Equals(hsm.Name, StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            return second.Length > 0 && parse(second).Equals(hsm);
        }
        catch (MhsmInputException)
        {
            return false;
        }
    }
}
