#!/bin/sh
# Signs the bundle, puts it into a disk image and has that notarised: sh packaging/macos/disk-image.sh BUNDLE OUT.dmg
#
# Without SIGNING_IDENTITY nothing is signed but for the machine itself ("-"): good to try, and Gatekeeper refuses it
# elsewhere. With NOTARY_PROFILE (made once with “xcrun notarytool store-credentials”) the image is sent to Apple, waited
# for, and stapled. It runs on macOS alone, and was never run.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
BUNDLE=${1:?Name the bundle, such as “dist/OAuth Desk.app”.}
OUT=${2:?Name the disk image to write.}
IDENTITY=${SIGNING_IDENTITY:--}

[ "$(uname)" = Darwin ] || { echo "A disk image is made on macOS alone." >&2; exit 1; }
[ -d "$BUNDLE/Contents/MacOS" ] || { echo "$BUNDLE is no bundle." >&2; exit 1; }

# The papers of the folder that was built beside it: what the licences ask for goes along inside.
for paper in LICENSE THIRD-PARTY-LICENSES.txt sbom.cdx.json; do
    cp "$(dirname "$BUNDLE")/oauth-desk/$paper" "$BUNDLE/Contents/Resources/$paper"
done

# From the inside out: a signature covers what lies within.
find "$BUNDLE/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec \
    codesign --force --timestamp --options runtime --sign "$IDENTITY" {} +
find "$BUNDLE/Contents/Frameworks" -type d -name '*.framework' -prune -exec \
    codesign --force --timestamp --options runtime --sign "$IDENTITY" {} +
codesign --force --timestamp --options runtime --entitlements "$HERE/entitlements.plist" --sign "$IDENTITY" "$BUNDLE"
codesign --verify --deep --strict "$BUNDLE"

STAGE=$(mktemp -d)
trap 'rm -rf "$STAGE"' EXIT
ditto "$BUNDLE" "$STAGE/$(basename "$BUNDLE")"
ln -s /Applications "$STAGE/Applications"
rm -f "$OUT"
hdiutil create -volname "OAuth Desk" -srcfolder "$STAGE" -fs HFS+ -format UDZO "$OUT"

if [ "$IDENTITY" = - ]; then
    echo "Not signed: SIGNING_IDENTITY names no certificate."
    exit 0
fi
codesign --timestamp --sign "$IDENTITY" "$OUT"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$OUT" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$OUT"
    spctl --assess --type open --context context:primary-signature "$OUT"
else
    echo "Signed, but not notarised: NOTARY_PROFILE is not set."
fi
