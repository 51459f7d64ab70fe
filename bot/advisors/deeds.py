"""The audit's codes in plain words, for whoever reads the journal."""

from __future__ import annotations


def _(words: str) -> str:
    """Marks words for the catalogue; the template puts them into the visitor's language."""
    return words


DEEDS = {
    "signed_in": _("s’est connecté à la console"),
    "sign_in_failed": _("n’a pas réussi à se connecter"),
    "second_factor_set": _("a relié un téléphone à son compte"),
    "second_factor_reset": _("a demandé un nouveau téléphone pour un compte"),
    "password_set": _("a choisi un mot de passe"),
    "account_added": _("a créé un compte"),
    "account_invited": _("a préparé un lien personnel pour un compte"),
    "account_role_changed": _("a changé le rôle d’un compte"),
    "account_closed": _("a fermé un compte"),
    "account_reopened": _("a rouvert un compte"),
    "contract_seen": _("a ouvert ce dossier"),
    "line_validated": _("a validé une ligne"),
    "line_asked": _("a posé une question sur une ligne"),
    "line_requalified": _("a reconnu une ligne autrement"),
    "period_noted": _("a noté une période"),
    "period_cancelled": _("a retiré une période"),
    "appointment_noted": _("a noté un rendez-vous"),
    "appointment_moved": _("a modifié un rendez-vous"),
    "appointment_cancelled": _("a annulé un rendez-vous"),
    "appointment_held": _("a noté qu’un rendez-vous a eu lieu"),
    "appointment_missed": _("a noté que la personne n’était pas là"),
    "contract_begun": _("a commencé un contrat"),
    "contract_read": _("a lu un contrat"),
    "version_saved": _("a enregistré une partie d’un contrat en préparation"),
    "version_begun": _("a commencé une nouvelle version d’un contrat"),
    "version_proposed": _("a proposé une version d’un contrat"),
    "version_signed": _("a noté la signature d’une version"),
    "version_refused": _("a noté qu’une version n’est pas acceptée"),
    "version_withdrawn": _("a retiré une version"),
    "contract_ended": _("a mis fin à un contrat"),
    "contract_transferred": _("a transféré un contrat à un autre organisme"),
    "contract_received": _("a reçu une personne d’un autre organisme"),
    "referent_named": _("a nommé le référent ou la référente"),
    "commitment_noted": _("a noté où en est un engagement de l’organisme"),
    "objective_noted": _("a noté où en est un objectif"),
    "proposal_questioned": _("a une question sur une proposition"),
    "proposal_disagreed": _("n’est pas d’accord avec une proposition"),
    "proposal_discussed": _("a parlé d’une proposition avec la personne"),
    "contract_imported": _("a transmis un contrat"),
    "declarations_read": _("a lu des heures par l’interface"),
    "token_added": _("a créé un jeton d’accès"),
    "token_revoked": _("a révoqué un jeton d’accès"),
    "settings_changed": _("a changé les réglages"),
    "letter_seen": _("a ouvert la page de la lettre"),
    "letter_printed": _("a fait une lettre avec un code"),
    "linked": _("a relié sa conversation à son contrat"),
    "unlinked": _("a délié la conversation"),
    "link_not_me": _("Un code est arrivé à quelqu’un d’autre, qui l’a dit"),
    "wrote_to_several": _("a écrit à plusieurs personnes, dont celle-ci"),
    "appointment_planned": _("a remis un rendez-vous en attente"),
    "copy_given": _("a pris une copie de ses données"),
    "words_erased": _("a fait effacer ses phrases"),
    "chats_left": _("a mis fin au lien avec sa conversation"),
    "erase_asked": _("a demandé d’effacer ses données"),
    "correct_asked": _("a demandé une correction"),
    "copy_asked": _("a demandé une copie de ses données"),
    "request_settled": _("a classé une demande sur les données"),
    "person_erased": _("a effacé le dossier d’une personne"),
}


def words(deed: str) -> str:
    return DEEDS.get(deed, deed)
