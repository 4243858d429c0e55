"""What customers read when their language has no words of the owner's, in eight languages."""

FALLBACK = "en"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "hi", "nl")

HANDOVER = {
    "en": "Thank you for your message. I am handing this to a colleague, who will reply to you here.",
    "de": "Danke für Ihre Nachricht. Ich gebe sie an jemanden aus dem Team weiter; die Antwort kommt hier.",
    "fr": "Merci pour votre message. Je le transmets à une personne de l'équipe, qui vous répondra ici.",
    "es": "Gracias por su mensaje. Se lo paso a una persona del equipo, que le responderá aquí.",
    "it": "Grazie per il messaggio. Lo passo a una persona del team, che risponderà qui.",
    "pt": "Obrigado pela sua mensagem. Vou passá-la a uma pessoa da equipa, que responderá aqui.",
    "hi": "आपके संदेश के लिए धन्यवाद। मैं इसे टीम के एक सदस्य को दे रहा हूँ, जवाब यहीं आएगा।",
    "nl": "Bedankt voor uw bericht. Ik geef het door aan een collega, die u hier antwoordt.",
}
AWAY = {
    "en": "Thank you for your message. Nobody is here right now; a colleague will reply when we are back.",
    "de": "Danke für Ihre Nachricht. Gerade ist niemand da; wir antworten, sobald wir zurück sind.",
    "fr": "Merci pour votre message. Personne n'est là pour le moment; nous répondrons à notre retour.",
    "es": "Gracias por su mensaje. Ahora no hay nadie; responderemos en cuanto estemos de vuelta.",
    "it": "Grazie per il messaggio. In questo momento non c'è nessuno; risponderemo appena torniamo.",
    "pt": "Obrigado pela sua mensagem. De momento não está ninguém; responderemos quando voltarmos.",
    "hi": "आपके संदेश के लिए धन्यवाद। अभी कोई उपलब्ध नहीं है; लौटते ही हम जवाब देंगे।",
    "nl": "Bedankt voor uw bericht. Er is nu niemand; we antwoorden zodra we terug zijn.",
}
GREETING = {
    "en": "Hello! How can we help?",
    "de": "Hallo! Wie können wir helfen?",
    "fr": "Bonjour! Comment pouvons-nous vous aider?",
    "es": "¡Hola! ¿En qué podemos ayudar?",
    "it": "Salve! Come possiamo aiutare?",
    "pt": "Olá! Como podemos ajudar?",
    "hi": "नमस्ते! हम आपकी क्या मदद कर सकते हैं?",
    "nl": "Hallo! Waarmee kunnen we helpen?",
}
PAYMENT_OF = {
    "en": "We have received your payment of {amount} on {day}.",
    "de": "Ihre Zahlung über {amount} ist am {day} bei uns eingegangen.",
    "fr": "Nous avons bien reçu votre paiement de {amount} le {day}.",
    "es": "Hemos recibido su pago de {amount} el {day}.",
    "it": "Abbiamo ricevuto il suo pagamento di {amount} il {day}.",
    "pt": "Recebemos o seu pagamento de {amount} em {day}.",
    "hi": "{day} को हमें आपका {amount} का भुगतान मिल गया है।",
    "nl": "We hebben uw betaling van {amount} op {day} ontvangen.",
}
PAYMENT = {
    "en": "We have received a payment from you on {day}.",
    "de": "Eine Zahlung von Ihnen ist am {day} bei uns eingegangen.",
    "fr": "Nous avons bien reçu un paiement de votre part le {day}.",
    "es": "Hemos recibido un pago suyo el {day}.",
    "it": "Abbiamo ricevuto un suo pagamento il {day}.",
    "pt": "Recebemos um pagamento seu em {day}.",
    "hi": "{day} को हमें आपसे एक भुगतान मिला है।",
    "nl": "We hebben op {day} een betaling van u ontvangen.",
}
NO_PAYMENT = {
    "en": "We have not seen your payment yet. We will look into it and come back to you here.",
    "de": "Ihre Zahlung haben wir noch nicht gesehen. Wir sehen nach und melden uns hier.",
    "fr": "Nous n'avons pas encore vu votre paiement. Nous vérifions et revenons vers vous ici.",
    "es": "Aún no hemos visto su pago. Lo comprobamos y le respondemos aquí.",
    "it": "Non abbiamo ancora visto il suo pagamento. Controlliamo e rispondiamo qui.",
    "pt": "Ainda não vimos o seu pagamento. Vamos verificar e responder aqui.",
    "hi": "हमें अभी तक आपका भुगतान नहीं दिखा है। हम जाँच करके यहीं जवाब देंगे।",
    "nl": "We hebben uw betaling nog niet gezien. We zoeken het uit en antwoorden u hier.",
}


def said(phrases: dict[str, str], language: str) -> str:
    """The phrase in a language, or in English where it is not one of these."""
    return phrases.get(language.partition("-")[0].lower(), phrases[FALLBACK])
