"""Who takes a journey: the texts of a person's own fields, in the words of Release 2."""

from __future__ import annotations

from cldvalidator.synthetic_data.journey import Choice

_PHYSICAL = (
    "Physical support: Access and mobility only",
    "Physical support: Personal care support",
    "Support with memory and cognition",
    "Mental health support",
    "Sensory support: Support for visual impairment",
)
_HOME = (
    "Owner occupier or shared ownership scheme",
    "Tenant: Local authority or other social housing provider",
    "Tenant: Private landlord",
    "Settled mainstream housing with family or friends",
)
CLIENT: dict[str, Choice] = {
    "Client Type": "Service user",
    "Primary Support Reason": _PHYSICAL,
    "Accommodation Status": _HOME,
    "Client Funding Status": ("Fully social care funded", "Joint client and social care funded"),
    "Has Unpaid Carer": "No",
    "Autism Spectrum Disorder (ASD)": ("No", "No", "Yes"),
    "Visual Impairment": ("No visual impairment", "Partial sight/sight impaired"),
    "Hearing Impairment": ("No hearing impairment", "Hard of hearing"),
    "Dementia": ("No", "No", "Yes"),
}
CARER: dict[str, Choice] = {
    "Client Type": "Unpaid carer",
    "Primary Support Reason": "Social support: Support to unpaid carer",
    "Accommodation Status": _HOME,
    "Has Unpaid Carer": "No",
}
LEARNING_DISABILITY: dict[str, Choice] = CLIENT | {
    "Primary Support Reason": "Learning disability support",
    "Accommodation Status": ("Supported accommodation, supported lodgings or supported group home"),
    "Employment Status": (
        "Not in paid employment: Seeking work",
        "Not in paid employment: Not actively seeking work or retired",
        "Paid: Less than 16 hours a week",
    ),
}
