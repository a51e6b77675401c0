"""Every address. Each front lists its own pages; nothing is registered here by hand."""

from django.urls import include, path

urlpatterns = [
    path("", include("openkap.interfaces.clinician.urls")),
    path("", include("openkap.interfaces.monitor.urls")),
    path("", include("openkap.interfaces.patient.urls")),
    path("", include("openkap.interfaces.administration.urls")),
    path("", include("openkap.interfaces.components.urls")),
]

handler400 = "openkap.interfaces.components.faults.bad_request"
handler403 = "openkap.interfaces.components.faults.forbidden"
handler404 = "openkap.interfaces.components.faults.not_found"
handler500 = "openkap.interfaces.components.faults.fault"
