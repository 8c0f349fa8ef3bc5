using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Keys;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Routes;

/// <summary>Keys and deleted keys.</summary>
internal static class KeyRoutes
{
    internal static IEnumerable<HsmRoute> All =>
    [
        new("POST", "/keys/{key}/create", DataActions.KeyCreate, CreateAsync),
        new("GET", "/keys", DataActions.KeyRead, List),
        new("GET", "/keys/{key}", DataActions.KeyRead, call => Answer(Shape(call).Bundle(call.Hsm.Keys.Get(call["key"]), null))),
        new("GET", "/keys/{key}/versions", DataActions.KeyRead, ListVersions),
        new("GET", "/keys/{key}/{version}", DataActions.KeyRead, call => Answer(Shape(call).Bundle(call.Hsm.Keys.Get(call["key"]), call["version"]))),
        new("PATCH", "/keys/{key}", DataActions.KeyWrite, UpdateAsync),
        new("PATCH", "/keys/{key}/{version}", DataActions.KeyWrite, UpdateAsync),
        new("DELETE", "/keys/{key}", DataActions.KeyDelete, call => Answer(Shape(call).Deleted(call.Hsm.Keys.DeleteKey(call["key"])))),
        new("GET", "/deletedkeys", DataActions.DeletedKeyRead, ListDeleted),
        new("GET", "/deletedkeys/{key}", DataActions.DeletedKeyRead, call => Answer(Shape(call).Deleted(call.Hsm.Keys.GetDeleted(call["key"])))),
        new("DELETE", "/deletedkeys/{key}", DataActions.DeletedKeyPurge, Purge),
        new("POST", "/deletedkeys/{key}/recover", DataActions.DeletedKeyRecover, call => Answer(Shape(call).Bundle(call.Hsm.Keys.Recover(call["key"]), null))),
    ];

    private static async Task<HsmAnswer> CreateAsync(HsmCall call)
    {
        CreateKeyRequest body = await call.ReadAsync<CreateKeyRequest>();
        string name = call["key"];
        return name.Length <= 127 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? await Answer(Shape(call).Bundle(call.Hsm.Keys.Create(name, body), null))
            : throw ServiceException.BadParameter($"The request URI contains an invalid name: {name}");
    }

    private static async Task<HsmAnswer> UpdateAsync(HsmCall call)
    {
        UpdateKeyRequest body = await call.ReadAsync<UpdateKeyRequest>();
        string? version = call.Values.GetValueOrDefault("version");
        return await Answer(Shape(call).Bundle(call.Hsm.Keys.Update(call["key"], version, body), version));
    }

    private static Task<HsmAnswer> List(HsmCall call) =>
        Answer(Pages.Of(call, call.Hsm.Keys.Live.Values.Select(Shape(call).Item)));

    private static Task<HsmAnswer> ListVersions(HsmCall call)
    {
        HsmKey key = call.Hsm.Keys.Get(call["key"]);
        return Answer(Pages.Of(call, key.Versions.Select(version => Shape(call).Item(key, version))));
    }

    private static Task<HsmAnswer> ListDeleted(HsmCall call) =>
        Answer(Pages.Of(call, call.Hsm.Keys.Deleted.Values.Select(Shape(call).DeletedItem)));

    private static Task<HsmAnswer> Purge(HsmCall call)
    {
        call.Hsm.Keys.Purge(call["key"]);
        return Task.FromResult(new HsmAnswer(StatusCodes.Status204NoContent));
    }

    private static KeyShapes Shape(HsmCall call) => new(call.BaseUri, call.Hsm.Settings.RecoverableDays);

    private static Task<HsmAnswer> Answer(object body) => Task.FromResult(new HsmAnswer(StatusCodes.Status200OK, WireJson.Serialize(body)));
}
