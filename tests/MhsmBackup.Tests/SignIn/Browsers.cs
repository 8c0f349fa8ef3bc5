namespace MhsmBackup.Tests.SignIn;

/// <summary>A program to find in place of a browser, for Node.js.</summary>
internal static class Browsers
{
    /// <summary>Trusts the login endpoint's certificate, and posts the form that it shows to where the form says.</summary>
    public const string Posting =
        """
        #!/usr/bin/env node
        const https = require('https'), http = require('http'), fs = require('fs');
        https.get(process.argv[2], { ca: fs.readFileSync(process.env.MHSM_LOOPBACK_CA) }, answer => {
            let page = '';
            answer.on('data', part => page += part).on('end', () => {
                const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(field => [field[1], field[2]]);
                const form = http.request(page.match(/action="([^"]+)"/)[1], { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
                form.on('response', done => done.resume()).end(new URLSearchParams(fields).toString());
            });
        });

        """;
}
