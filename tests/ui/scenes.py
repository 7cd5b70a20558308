"""All scenes: importing this registers them."""

import tests.ui.activity.scenes
import tests.ui.backup.scenes
import tests.ui.browsers.scenes
import tests.ui.connect.asking_scenes
import tests.ui.connect.own_scenes
import tests.ui.connect.scenes
import tests.ui.connections.certificate_scenes
import tests.ui.connections.key_scenes
import tests.ui.connections.own_scenes
import tests.ui.connections.profile_scenes
import tests.ui.connections.registration_scenes
import tests.ui.console.scenes
import tests.ui.end_scenes
import tests.ui.places.scenes
import tests.ui.reconnect.scenes
import tests.ui.settings.company_scenes
import tests.ui.settings.scenes
import tests.ui.window_scenes  # noqa: F401
